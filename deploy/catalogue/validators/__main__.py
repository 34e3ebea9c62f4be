"""`python -m deploy.catalogue.validators`: have the official validators."""

from deploy.catalogue.validators import install

install()
