"""What the tests of the law's pages share: a reader without a screen, and a page as text."""

from django.test import Client
from people import people

from mingjian.office.models import Officer


def browser(language: str = "en", name: str = "li") -> Client:
    client = Client(headers={"accept-language": language})
    client.force_login(Officer.objects.filter(username=name).first() or people(name)[name])
    return client


def read(client: Client, address: str, status: int = 200) -> str:
    reply = client.get(address)
    assert reply.status_code == status, (address, reply.content[:300])
    told: str = reply.content.decode()
    return told
