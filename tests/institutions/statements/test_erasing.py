"""At the end of its time a matter's money and talk go: bytes, rows and names; an audit finds no difference, neither before nor after."""

import pytest
from people import at

from mingjian.institutions.clues.opening import register
from mingjian.institutions.clues.particulars.intake import Intake
from mingjian.institutions.matters.acts import open_matter
from mingjian.institutions.matters.queries import known_of
from mingjian.institutions.retention.services.bytes import take_away
from mingjian.institutions.statements.acts import bring_statement, make_excerpt
from mingjian.institutions.statements.models import Excerpt, Statement, StatementRows
from mingjian.institutions.statements.reveal import RevealableStatements
from mingjian.office.dossiers.opening import Request, open_any
from mingjian.office.dossiers.transition import take
from mingjian.office.files.revealable import reveal
from mingjian.office.files.storage import Brought
from mingjian.office.files.store import place_of
from mingjian.office.models import Officer
from mingjian.office.record import seals
from mingjian.office.record.row_digests import differences

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sealed")]
JUNE, OVER = at("2026-06-22 09:00"), at("2029-07-02 09:00")
TEXT = "交易时间,收付标志,交易金额,对手户名\n2026-03-01 10:00,进,100,欧阳测试\n"


def test_what_was_brought_of_persons_is_gone_with_its_bytes_and_the_audit_stands(who: dict[str, Officer]) -> None:
    dossier = register(Intake(source="inspection", suspected_act="售假", content="现场发现"), by=who["li"], at=JUNE).dossier
    matter = open_matter(by=who["li"], at=JUNE, dossier=dossier, known=known_of(dossier))
    file = Brought([TEXT.encode()], "欧阳测试流水.csv")
    made = bring_statement(matter, by=who["li"], at=JUNE, statement_file=file, statement_source="某某银行", statement_owner="测试甲")
    reveal(RevealableStatements(matter), purpose="查明货款", ground="《行政处罚法》第五十五条", by=who["li"], at=JUNE)
    make_excerpt(matter, by=who["li"], at=JUNE, sort="payment", marks=[(1, 2)], title="货款流水", proves=["amount"])
    seals.seal_rows(JUNE)
    assert list(differences()) == []
    take(dossier, "transfer", by=who["wang"], at=JUNE, given={"transfer_kind": "market_regulator", "receiving_body": "邻县市场监督管理局", "reason": "移送"})
    dossier.refresh_from_db()
    kept = open_any(
        Request("retention", "保存", papers={"record_kind": "transaction", "keeper": "桐庐县局", "event_on": "2026-06-22"}, arose_from=dossier),
        by=who["li"],
        at=JUNE,
    )
    seals.seal_rows(JUNE)
    take(kept, "destroy", by=who["li"], at=OVER, given={"destroyed_how": "覆写", "reason": "期满"})
    take(kept, "destroy", by=who["wang"], at=OVER)
    take_away(OVER)
    seals.seal_rows(OVER)
    assert list(differences()) == []
    assert not place_of(made.sha256).exists()
    assert not StatementRows.objects.exists()
    left = Statement.objects.get()
    assert (left.name, left.owner, left.source, left.taken) == ("—", "", "—", 1)
    assert Excerpt.objects.get().rows == []
