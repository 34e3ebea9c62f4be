// Reads an AsyncAPI document from standard input and prints what the official parser finds wrong, as JSON.
const { Parser } = require(process.argv[2] + '/node_modules/@asyncapi/parser');

let text = '';
process.stdin.on('data', (chunk) => { text += chunk; });
process.stdin.on('end', async () => {
  const { document, diagnostics } = await new Parser().parse(text);
  const wrong = diagnostics.filter((found) => found.severity === 0).map(({ message, path }) => ({ message, path }));
  console.log(JSON.stringify({ parsed: Boolean(document), wrong }));
});
