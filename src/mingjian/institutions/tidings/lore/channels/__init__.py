"""The ways by which a message leaves the console, one file each."""

from mingjian.institutions.tidings.lore.channels import dingtalk, feishu, mail, sms, wecom
from mingjian.institutions.tidings.lore.channels.shapes import Channel

CHANNELS: dict[str, Channel] = {one.name: one for one in (mail.CHANNEL, dingtalk.CHANNEL, wecom.CHANNEL, feishu.CHANNEL, sms.CHANNEL)}
