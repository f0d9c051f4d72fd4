"""Tables of money and talk that are brought for one matter: bank replies, bills of payment firms, exports of messengers. None of it goes into the lake."""

#: The sorts of tables by their names.
PAYMENT, MESSAGE = "payment", "message"
