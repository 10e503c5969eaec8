"""The procedures of this app, each a page of declarations; importing them makes them known."""

from coso.admissions.procedures.admission import ADMISSION
from coso.admissions.procedures.probation import RECOGNITION, STRIKE_OFF

__all__ = ["ADMISSION", "RECOGNITION", "STRIKE_OFF"]
