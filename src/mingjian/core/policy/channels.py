"""Where operators sell in the model: three channels, each with what it stands for."""

from collections.abc import Mapping

from mingjian.core.language import Text

PLATFORM, CIRCLES, LIVE = 0, 1, 2

#: In the order of every array of channels.
CHANNELS: Mapping[str, Text] = {
    "platform": Text("平台店铺", "platform shops"),
    "circles": Text("微信朋友圈和群", "WeChat circles and groups"),
    "live": Text("微博和直播间", "microblog and live rooms"),
}
