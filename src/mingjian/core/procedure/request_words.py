"""Words of a request for data that name what no standard item holds, and what a purpose asks for beside naming what was seen. A net, not a proof."""

import re
import unicodedata

#: Words that name what no standard item holds: what people said to each other, who bought, identity documents, where somebody was, what was paid to whom.
_BEYOND = re.compile(
    r"聊天|私信|短信|通话|通信内容|通讯内容|通信记录|通讯记录|沟通记录|[对對][话話](?:[记記][录錄]|内容)|消息[记記][录錄]|im消息|站内信(?:内容|[记記][录錄])|[语語]音|[录錄]音|人[脸臉]|面部|指[纹紋]|生物[识識][别別]|[户戶]籍|身份[证證]|[证證]件[号號]|身份[号號]|护照|護照"
    r"|(?:[买買]家|[买買]方|消[费費]者|[购購][买買][者人]|收[货貨件]人).{0,4}(?:姓名|名[单單]|身份|[电電][话話]|手[机機]|[联聯]系|[联聯]繫|地址|信息|[资資]料|[账賬][号號户戶])"
    r"|定位|[轨軌]迹|[轨軌]跡|行[踪蹤]|登[录錄]日志|ip地址|交易流水|[资資]金流水|[银銀]行流水"
    r"|(?<!we)chat|wechat(?:log|record|histor|message|conversation)|privatemessage|identitycard|idcard|passport|callrecord|(?:buyer|consumer)s?(?:name|identity|phone|address|data)"
)

#: A purpose that asks for something is read as what is asked: whoever answers the letter reads both.
_ASKS = re.compile(
    r"提供|调取|調取|调阅|導出|导出|報送|报送|提交|移交|索取|告知|复制|複製|获取|獲取|取得|收集|抄录|拷贝|披露|provide|send|submit|handover|obtain|disclose|copyof|tellus"
)
#: What stands right behind such a word where it names what was seen, and not what is to be given.
_SEEN = re.compile(
    r"(?:记录|記錄|信息|内容|logs?|records?|history|s)?(?:的|之)?(?:截图|截圖|截屏|照片|所涉|所示|所见|所称|[中里内](?:被|出现|发现|所[见涉称]|看到|提到|提及|显示|载明)|不详|"
    r"screenshot|inwhich|unknown|wasseen|wereseen)"
)
#: What stands shortly before words of a talk that somebody tells of.
_TOLD = re.compile(r"(?:(?:投诉|投訴|举报|舉報)[人者]?(?:反映|称|稱)|据称).{0,6}$|(?:screenshotsof|screenshotof|seenin|complainantsays|complaintsays).{0,16}$")
_TALK = re.compile(r"^(?:聊天|私信|短信|通话|沟通|[语語]音|chat|wechat|privatemessage)")


def words_beyond(text: str) -> list[str]:
    """Return the words of a text that name what no standard item holds, each once, however they are spaced or disguised in width and case."""
    return list(dict.fromkeys(_BEYOND.findall(_plain(text))))


def _plain(text: str) -> str:
    return "".join(sign for sign in unicodedata.normalize("NFKC", text).casefold() if unicodedata.category(sign)[0] in "LN")


def asked_in_purpose(purpose: str) -> str:
    """
    Return what a purpose itself asks for, to be read beside what is asked: all of it where a word asks, else the words that name nothing which was seen.

    A purpose may say what was seen ("the shop shown in the screenshot of a chat"), since nobody gives anything for that.
    """
    plain = _plain(purpose)
    if _ASKS.search(plain):
        return purpose
    return "\n".join(hit.group() for hit in _BEYOND.finditer(plain) if not _was_seen(plain, hit))


def _was_seen(plain: str, hit: re.Match[str]) -> bool:
    is_told = _TALK.match(hit.group()) and _TOLD.search(plain[: hit.start()])
    return bool(_SEEN.match(plain, hit.end()) or is_told)
