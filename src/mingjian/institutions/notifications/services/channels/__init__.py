"""The ways by which a message leaves the console, one file each."""

from mingjian.institutions.notifications.services.channels import dingtalk, feishu, mail, sms, webhook, wecom
from mingjian.institutions.notifications.services.channels.shapes import Channel

CHANNELS: dict[str, Channel] = {one.name: one for one in (mail.CHANNEL, dingtalk.CHANNEL, wecom.CHANNEL, feishu.CHANNEL, sms.CHANNEL, webhook.CHANNEL)}
