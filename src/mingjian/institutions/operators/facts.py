"""What institutions above take of operators besides their questions: the fields of a request to a platform, its gate, and the tie to a subject's file."""

from mingjian.institutions.operators.lore.asking import FIELDS as FIELDS
from mingjian.institutions.operators.lore.asking import FieldRequest as FieldRequest
from mingjian.institutions.operators.lore.asking import check_fields as check_fields
from mingjian.institutions.operators.lore.asking import gate_papers as gate_papers
from mingjian.institutions.operators.lore.asking import tie_request as tie_request
