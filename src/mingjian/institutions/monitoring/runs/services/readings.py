"""How a run came by its findings, in words: of how many files the rows were read anew, and of how many what was kept served."""

from typing import Any

from mingjian.core.language import Text, several


def reading_said(reading: dict[str, Any]) -> Text | None:
    """Describe what a run read; None for runs of before, which kept nothing of it."""
    if not reading:
        return None
    files, anew, rows = reading["files"], reading["anew"], reading["rows_anew"]
    seconds = Text(f"，处理器用时 {reading['seconds']:.1f} 秒", f"; {reading['seconds']:.1f} s of processor")
    if not reading["by_load"]:
        zh, en = f"通读全部 {files} 个文件（{reading['rows']:,} 行）", f"Read in full: {several(files, 'file')} ({reading['rows']:,} rows)"
        return Text(f"{zh}{seconds.zh}。", f"{en}{seconds.en}.")
    zh = f"逐文件检测：新读 {anew} 个文件（{rows:,} 行），其余 {files - anew} 个沿用已存结果"
    en = f"File by file: {anew} read anew ({rows:,} rows), {files - anew} by what was kept"
    if reading["is_whole"]:
        zh, en = f"{zh}，再合并全部数据比较", f"{en}, then compared over all of them"
    return Text(f"{zh}{seconds.zh}。", f"{en}{seconds.en}.")


def replaced_said(reading: dict[str, Any]) -> Text | None:
    """Warn where what was kept was damaged, or was not what is computed anew."""
    if not (wrong := reading.get("wrong", 0)):
        return None
    zh = f"{wrong} 份已存结果损坏或者与重新计算的不符，已经重算替换；请系统管理员检查磁盘。"
    en = f"Kept results that were damaged, or not what is computed anew: {wrong}. They were replaced; have the disk of the node looked at."
    return Text(zh, en)
