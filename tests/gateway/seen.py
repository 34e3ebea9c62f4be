"""What a test looks for in a page, and sending its forms as a browser would."""

import re

NAMES = (
    r"SESRIC|MoES|OIC-\w+|StatCaB|TROP|CBP|ROR|UTC|Asia/Dushanbe|USD?|TCD Newsletter|ISCED-F|[\w.]*maorif\.tj|example\.org|https?|"
    r"ror|isni|wikidata|grid|fundref|UTF-8|CSV|JSON|central_asia|SY 1945-03-22"
)


def text(response):
    return response.get_data(as_text=True)


def english_left(html):
    """Latin words of the interface on an Arabic page: not those of records, which are isolated or marked as their language."""
    html = html[html.index("<body") :].partition('<div class="letter"')[0]
    other = r'<bdi[^>]*>.*?</bdi>|<textarea.*?</textarea>|<(\w+) [^>]*\blang="(?:en|fr)"[^>]*>.*?</\1>'
    words = re.findall(r">([^<]+)<", re.sub(other, "", html, flags=re.DOTALL))
    return [line.strip() for line in words if re.search("[A-Za-z]{2}", re.sub(NAMES, "", line))]


def proof(html):
    return re.search(r'name="proof" value="([0-9a-f]{64})"', html).group(1)


def send(client, path, **typed):
    """Send a form with the proof of the session."""
    return client.post(path, data={"proof": proof(text(client.get("/en/my/account"))), **typed})


def problem(response):
    """The problem document that the response is."""
    assert response.content_type == "application/problem+json"
    told = response.get_json()
    assert told["status"] == response.status_code
    assert {"type", "title", "detail", "instance", "code"} <= set(told)
    return told
