"""No tables of its own. Django reads this file at start, and with it the words for the generator's acts."""

from coso.generator.enums import GeneratorAct

__all__ = ["GeneratorAct"]
