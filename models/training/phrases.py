"""Sentences made of templates and names."""

import re


def phrase(template: str, name: str) -> str:
    """The template with the name in it, its article agreeing: "a {}" and "apple" give "an apple"."""
    said = template.format(name)
    if name.startswith("the "):
        said = said.replace(f"a {name}", name)
    return re.sub(r"\ba (?=[aeiou])(?!a (?:uni|use|eu|one))", "an ", said)
