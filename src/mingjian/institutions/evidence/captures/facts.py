"""What captures tell official documents: the record of extraction is filled by the newest one that was kept."""

from django.utils.timezone import localtime

from mingjian.institutions.evidence.captures.services.orders import asked_capture as asked_capture  # said again, for the institutions above
from mingjian.institutions.evidence.captures.services.orders import second_look as second_look  # as above
from mingjian.institutions.evidence.captures.work.storage import keep_page as keep_page  # as above
from mingjian.institutions.evidence.captures.work.storage import note_failure as note_failure  # as above
from mingjian.institutions.evidence.models import Capture
from mingjian.office.models import Dossier


def facts_of_captures(dossier: Dossier) -> dict[str, dict[str, str]]:
    """Return what the newest capture of a dossier says, by name; nothing where there is none."""
    capture = Capture.objects.filter(dossier=dossier, stands="kept").select_related("archive", "asked_by__department").order_by("-taken_at").first()
    if capture is None or capture.archive is None or capture.taken_at is None:
        return {}
    told, when = capture.facts, localtime(capture.taken_at)
    return {
        "capture": {
            "url": capture.url,
            "at": f"{when:%Y年%m月%d日 %H时%M分%S秒}",
            "how": f"{told['tool']}，{told['browser']}，全部往来存为 WACZ 1.1.1，附整页截图",
            "sha256": capture.archive.sha256,
            "device": f"{told['system']}；{told['browser']}；服务器 IP {capture.ip}",
            "clock": f"本机时区 {told['zone']}；网站应答所示时间 {told['host_date'] or '未示'}",
            "kind": "网页、平台发布的信息",
            "scene": "网络在线提取",
            "format": f"WACZ 取证包 1 个（往来 {told['exchanges']} 次）{'、整页截图 PNG 1 张' if capture.picture else ''}",
            "place": f"{capture.asked_by.department.name_zh if capture.asked_by.department else ''}（网络在线提取，由本机关取证程序访问）",
            "holder": "网络在线提取公开信息，无须持有人到场",
            "witness": "无。网络在线提取公开信息，全部往来由取证程序逐条记录，可以独立核验",
            "medium": f"本机关节点的封存文件 {capture.archive.name}（SHA-256 {capture.archive.sha256}）",
            "video": "无。以 WACZ 取证包内的全部往来和整页截图代替",
            "steps": f"以一次性浏览器访问 {capture.url}，最终网址 {capture.final_url}，状态 {capture.status}，往来 {told['exchanges']} 次；"
            f"未收录 {capture.gaps} 项；封存为 {capture.archive.name}。",
        }
    }
