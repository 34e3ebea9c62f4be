"""Reference data that officers keep: fields of training, country groups, vocabularies."""
