"""A small sound rulebook of one law and one procedure with two tracks, to break on purpose."""

from pathlib import Path

FILES = {
    "vocabularies/roles.yaml": "title: {zh: 角色, en: Roles}\nterms:\n  officer: {zh: 执法人员, en: officer}\n  head: {zh: 部门负责人, en: head}\n",
    "vocabularies/dossiers.yaml": "title: {zh: 卷宗, en: Dossiers}\nterms:\n  case: {zh: 案件, en: case}\n",
    "vocabularies/papers.yaml": """department: {label: {zh: 部门, en: Department}, kind: department}
reason: {label: {zh: 理由, en: Reason}, kind: long_text}
served_on: {label: {zh: 送达日期, en: Day of service}, kind: date}
place: {label: {zh: 登记地, en: Place}, kind: choice, options: {here: {zh: 本省, en: this province}, elsewhere: {zh: 外省, en: another province}}}
""",
    "calendars/2026.yaml": "year: 2026\nsource: notice\nverification: text\n",
    "laws/apl/2020-01-01.yaml": """title: {zh: 某法, en: Some Law}
version: '1'
in_force: 2020-01-01
source: somewhere
verification: text
articles:
  '1':
    gist: {zh: 旨, en: gist}
    verification: text
    values:
      decide: {title: {zh: 作出决定, en: decide}, number: 90, unit: calendar_days, starts: {zh: 立案, en: filing}}
      longer: {title: {zh: 延长, en: longer}, number: 30, unit: calendar_days, starts: {zh: 届满, en: its end}}
      report: {title: {zh: 报告, en: report}, number: 24, unit: hours, starts: {zh: 当场, en: on the spot}}
      fine: {title: {zh: 罚款, en: fine}, most: 3000, unit: cny}
""",
    "procedures/penalty/2020-01-01.yaml": """title: {zh: 处罚, en: Penalty}
in_force: 2020-01-01
dossier: case
opening: file
tracks:
  main: {starts: filed}
  measure: {starts: free}
ends: [decided, free]
states:
  filed: {zh: 已立案, en: Filed, track: main, awaits: [{by: [head], steps: [decide]}]}
  decided: {zh: 已决定, en: Decided, track: main, awaits: []}
  free: {zh: 未采取措施, en: No measure, track: measure, awaits: []}
  seized: {zh: 已扣押, en: Seized, track: measure, awaits: [{by: [officer], steps: [release]}]}
steps:
  file:
    label: {zh: 立案, en: File}
    by: [head]
    may_add: [served_on]
    opens: [decide]
    ground: [apl/1]
  seize:
    label: {zh: 扣押, en: Seize}
    track: measure
    from: [free]
    to: seized
    by: [officer]
    second: [officer, head]
    needs: [reason]
    opens: [report]
    undone_by: release
    ground: [apl/1]
  release:
    label: {zh: 解除扣押, en: Release}
    track: measure
    from: [seized]
    to: free
    by: [officer]
    closes: [report]
    ground: [apl/1]
  extend:
    label: {zh: 延期, en: Extend}
    track: main
    from: [filed]
    by: [head]
    extends: [decide]
    ground: [apl/1]
  decide:
    label: {zh: 决定, en: Decide}
    track: main
    from: [filed]
    to: decided
    by: [head]
    needs: [place]
    closes: [decide]
    opens: [publish]
    ground: [apl/1]
  publish:
    label: {zh: 公示, en: Publish}
    track: main
    from: [decided]
    by: [officer]
    closes: [publish]
    ground: [apl/1]
deadlines:
  decide:
    label: {zh: 办案期限, en: Period to decide}
    period: apl/1#decide
    obliged: holder
    from: served_on
    extension: apl/1#longer
    times: 2
    when_missed: decide
  report:
    label: {zh: 报告期限, en: Period to report}
    period: apl/1#report
    obliged: holder
    when_missed: {zh: 逾期未报告, en: not reported in time}
  publish:
    label: {zh: 公示期限, en: Period to publish}
    period: apl/1#longer
    obliged: holder
    only_if: {place: [here]}
    when_missed: {zh: 逾期未公示, en: not published in time}
""",
}
SHEET = "procedures/penalty/2020-01-01.yaml"
LAW = "laws/apl/2020-01-01.yaml"


def write_small_rulebook(place: Path) -> Path:
    """Write the rulebook into a folder, and give it."""
    for name, text in FILES.items():
        path = place / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return place
