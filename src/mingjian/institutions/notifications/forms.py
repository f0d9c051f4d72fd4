"""The forms of messages: what one wants to be told, an address, a note."""

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mingjian.institutions.notifications.models import Reach
from mingjian.institutions.notifications.queries import colleagues_of
from mingjian.institutions.notifications.services.channels.shapes import Channel
from mingjian.institutions.notifications.services.notes import LONGEST
from mingjian.office.language import both, said
from mingjian.office.models import Officer

if TYPE_CHECKING:
    FormOfReach = forms.ModelForm[Reach]
else:
    FormOfReach = forms.ModelForm  # takes a type in its stubs alone


class ReachForm(FormOfReach):
    """What an officer wants to be told."""

    class Meta:
        model = Reach
        fields = ("digest", "scope", "language", "has_alarms", "has_handed", "has_mentions")
        labels: ClassVar = {
            "digest": _("Digest at 08:30"),
            "scope": _("Deadlines of"),
            "language": _("Language of messages"),
            "has_alarms": _("Alarms before deadlines: 3 days, 1 day, hours, and once missed"),
            "has_handed": _("What is handed to me, and what waits for me now because others moved it"),
            "has_mentions": _("Notes that name me"),
        }


class AddressForm(forms.Form):
    """Where one channel finds the officer."""

    address = forms.CharField(max_length=200)
    secret = forms.CharField(max_length=200, required=False)
    is_on = forms.BooleanField(required=False, initial=True, label=_("Send messages this way"))

    def __init__(self, channel: Channel, data: Any = None, *, has_one: bool = False, is_on: bool = True) -> None:
        super().__init__(data, auto_id=f"{channel.name}-%s", initial={"is_on": is_on})
        self.channel, self.has_one = channel, has_one
        self.fields["address"].label, self.fields["address"].help_text = said(channel.asks), said(channel.hint)
        self.fields["address"].required = not has_one
        for name in ("address", "secret"):
            self.fields[name].widget.attrs["autocomplete"] = "off"
        if channel.secret is None:
            del self.fields["secret"]
        else:
            self.fields["secret"].label = said(channel.secret)

    def clean_address(self) -> str:
        """Keep what could be an address of the channel; empty where the one that is kept stays."""
        address = str(self.cleaned_data["address"]).strip()
        if address and not self.channel.is_address(address):
            raise forms.ValidationError(said(both(_("This cannot be an address of this channel."))))
        return address


class NoteForm(forms.Form):
    """A note, and whom it is to name besides those that its text names."""

    text = forms.CharField(max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3}), label=pgettext_lazy("of a colleague", "Note"))
    named = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple, label=_("Tell"))
    is_own = forms.BooleanField(required=False, label=_("For my own eyes only"))

    def __init__(self, officer: Officer, data: Any = None) -> None:
        super().__init__(data, auto_id="note-%s")
        self.fields["text"].help_text = _("@ and a colleague's name tell them; so does a tick.")
        choices = [(str(one.pk), one.name) for one in colleagues_of(officer)]
        self.fields["named"].choices = choices  # type: ignore[attr-defined]  # of the field of several
        if not choices:
            del self.fields["named"]
