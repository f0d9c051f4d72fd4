"""Everything that can be wrong with a rulebook: what cannot be read, what cites nothing, holes in its shape, and cases that come out otherwise."""

from pathlib import Path

from mingjian.core.kept import uncollected
from mingjian.core.law.crime_shapes import check_crime_shapes
from mingjian.core.law.crimes import check_crimes, read_crimes
from mingjian.core.law.discretion import read_discretion
from mingjian.core.law.duties import read_duties
from mingjian.core.law.law_shapes import check_law_shapes
from mingjian.core.law.liability_shapes import check_duties, check_liability_shapes
from mingjian.core.law.provisions import read_liabilities
from mingjian.core.law.reader import Fault
from mingjian.core.law.texts import Texts
from mingjian.core.procedure.cases import check_cases, read_cases
from mingjian.core.procedure.checklist import FILE as CHECKLIST
from mingjian.core.procedure.checklist import check_checklist
from mingjian.core.procedure.competence import FILE as COMPETENCE
from mingjian.core.procedure.competence import check_code_list
from mingjian.core.procedure.crimes_of_acts import FILE as CRIMES_OF_ACTS
from mingjian.core.procedure.crimes_of_acts import check_crimes_of_acts
from mingjian.core.procedure.disclosures import FILE as DISCLOSURE
from mingjian.core.procedure.disclosures import check_readers
from mingjian.core.procedure.grounds import FILE as GROUNDS
from mingjian.core.procedure.grounds import check_grounds
from mingjian.core.procedure.opinion import FILE as OPINION
from mingjian.core.procedure.opinion import check_opinion
from mingjian.core.procedure.penalty_screen import FILE as SCREEN
from mingjian.core.procedure.penalty_screen import check_screen
from mingjian.core.procedure.playbooks import FOLDER as PLAYBOOKS
from mingjian.core.procedure.playbooks import check_playbooks
from mingjian.core.procedure.register import FILE as REGISTER
from mingjian.core.procedure.register import check_register, entries
from mingjian.core.procedure.rulebook import Book, packaged, read_rulebook
from mingjian.core.procedure.securities import FILE as SECURITIES
from mingjian.core.procedure.securities import check_securities


@uncollected()
def check(folder: Path | None = None, *, has_cases: bool = True) -> list[Fault]:
    """
    Return every fault of a rulebook, its duties, crimes, liabilities and cases included, by file and line; and every hole in its shape.

    A rulebook that keeps nothing of the texts is held against what the packaged one knows of them. `has_cases` leaves the register and the cases out,
    as for a draft, which is there to change what comes of them.
    """
    place = folder or packaged()
    book, faults = read_rulebook(place)
    duties = read_duties(place / "duties", "duties", book.statutes, faults)
    check_opinion(place / OPINION, book, duties, faults)
    crimes = read_crimes(place / "crimes", "crimes", faults)
    check_crimes(crimes, "crimes", book.statutes, faults)
    liabilities = read_liabilities(place / "liability", "liability", book.statutes, faults)
    check_duties(duties, liabilities, "liability", faults)
    check_playbooks(place / PLAYBOOKS, book, duties, liabilities, faults)
    check_code_list(place / COMPETENCE, book.statutes, liabilities, faults)
    check_crimes_of_acts(place / CRIMES_OF_ACTS, liabilities, crimes, book.vocabularies.get("goods_fields", {}), faults)
    if "party_role" in book.papers:
        check_readers(place / DISCLOSURE, [key for key, _ in book.papers["party_role"].options], book.statutes, faults)
    check_grounds(place / GROUNDS, book, faults)
    check_screen(place / SCREEN, book.statutes, faults)
    kinds = dict(book.papers["security_kind"].options) if "security_kind" in book.papers else {}
    check_securities(place / SECURITIES, book.statutes, kinds, faults)
    named = {name: dict(book.papers[name].options) for name in ("right", "notice_regime", "missing_codes") if name in book.papers}
    check_checklist(place / CHECKLIST, book.statutes, named, faults)
    discretion = read_discretion(place / "discretion", "discretion", book.statutes, faults)
    check_crime_shapes(crimes, "crimes", faults)
    check_law_shapes(book.statutes, Texts((place if (place / "texts").is_dir() else packaged()) / "texts", "texts", faults), faults)
    check_liability_shapes(liabilities, "liability", book.statutes, tuple(book.vocabularies.get("goods_fields", ())), faults)
    cases = read_cases(place / "cases", "cases", faults)
    if has_cases:
        check_register(place / REGISTER, entries(book.statutes, book.calendar, crimes, liabilities, discretion), faults)
    if has_cases and not faults.found:
        check_cases(cases, Book(book, crimes, liabilities), faults)
    return sorted(faults.found)
