"""
The authority's own OpenID Connect provider, held to what OpenID Connect Core 1.0 asks of a client by the code flow.

allauth leaves out three checks where the token came over TLS: the signature of the ID token, the nonce, and that the person of the userinfo is that of the
token. Here they are made, with PKCE, and nothing that stands in an address of ours goes to the provider.
"""

import logging
import secrets
from typing import Any

import jwt
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from requests import RequestException

from mingjian.core.language import Text

log = logging.getLogger("mingjian.signin")

#: Signatures by a key that the provider alone holds; none and those by a shared secret prove nothing here.
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
LEEWAY = 60  # seconds that two clocks may differ
#: What goes wrong with a provider that is away, answers nonsense, or lies.
FAULTS = (OAuth2Error, RequestException, ValueError, KeyError, TypeError)


class ProviderRefused(OAuth2Error):  # type: ignore[misc]
    """What the provider answered does not hold, and why, in words."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.text = Text(zh, en)


def words_for(fault: BaseException | None) -> Text:
    """Return why nobody was let in, for the person and for whoever runs the provider."""
    if isinstance(fault, ProviderRefused):
        return fault.text
    return Text(
        "统一身份认证没有应答，或者答复不完整。请稍后再试；仍不行的，请系统管理员查看“统一身份认证”页的地址能否打开。",
        "The provider does not answer, or not completely. Try again later; if it stays so, the system administrator looks whether its address opens.",
    )


class ProviderOfOfficers(OpenIDConnectProvider):  # type: ignore[misc]  # allauth carries no types
    """Asks with PKCE and a nonce of its own."""

    package = "allauth.socialaccount.providers.openid_connect"
    pkce_enabled_default = True

    def get_oauth2_adapter(self, request: HttpRequest) -> "CheckedAdapter":
        return CheckedAdapter(request, self.app.provider_id)

    def get_auth_params_from_request(self, request: HttpRequest, action: str) -> dict[str, str]:
        """Pass on nothing that stands in the address: a link could set prompt, nonce or hint."""
        params: dict[str, str] = self.get_auth_params()
        return params

    def get_scope_from_request(self, request: HttpRequest) -> list[str]:
        """Ask for what the settings say, and for nothing that stands in the address."""
        scope: list[str] = self.get_scope()
        return scope

    def redirect(self, request: HttpRequest, process: str, next_url: str | None = None, data: Any = None, **more: Any) -> HttpResponse:
        """Lead to the provider with a nonce, which is kept with the state of this session."""
        nonce = secrets.token_urlsafe(24)
        params = {**(more.pop("auth_params", None) or self.get_auth_params()), "nonce": nonce}
        try:
            reply: HttpResponse = super().redirect(request, process, next_url, data, auth_params=params, nonce=nonce, **more)
        except FAULTS as fault:
            return _refused(request, self, fault)
        return reply


class CheckedAdapter(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]
    """Holds what the provider answers to what was asked."""

    nonce = ""

    @property
    def openid_config(self) -> dict[str, Any]:
        """Return the provider's own description. Raises OAuth2Error where it is that of another."""
        config: dict[str, Any] = super().openid_config
        server = self.get_provider().app.settings["server_url"].partition("/.well-known/")[0]
        if str(config.get("issuer", "")).rstrip("/") != server.rstrip("/"):
            issuer = str(config.get("issuer"))[:200]
            raise ProviderRefused(
                f"{server} 自称 {issuer}：MINGJIAN_OIDC_SERVER 应与其 issuer 一字不差。",
                f"The provider at {server} calls itself {issuer}: MINGJIAN_OIDC_SERVER and its issuer are the same to the letter.",
            )
        return config

    def complete_login(self, request: HttpRequest, app: Any, token: Any, **more: Any) -> Any:
        """Read the ID token, then the userinfo, which must be of the same person."""
        encoded = more["response"].get("id_token")
        if not encoded:
            raise ProviderRefused(
                "统一身份认证没有给出身份令牌（id_token）。请在其客户端设置中启用 openid 范围。",
                "The provider gave no ID token: enable the scope openid for this client.",
            )
        claims = self._decode_id_token(app, encoded)
        userinfo = self._fetch_user_info(token.token)
        if userinfo.get("sub") != claims["sub"]:
            raise ProviderRefused("统一身份认证的两次答复不是同一个人，不予登录。", "The userinfo is of another person than the ID token: nobody is let in.")
        return self.get_provider().sociallogin_from_response(request, {"userinfo": {**claims, **userinfo}, "id_token": claims})

    def _decode_id_token(self, app: Any, id_token: str) -> dict[str, Any]:
        """Return the claims of a token that the provider signed for this node and this request. Raises OAuth2Error."""
        try:
            header = jwt.get_unverified_header(id_token)
            if header.get("alg") not in ALGORITHMS:
                raise ProviderRefused(
                    "身份令牌没有用提供方自己的密钥签名。请将其客户端的签名算法设为 RS256 或 ES256。",
                    "The ID token is not signed by a key of the provider's own: set RS256 or ES256 for this client.",
                )
            claims: dict[str, Any] = jwt.decode(
                id_token,
                self._key(header.get("kid")),
                algorithms=[header["alg"]],
                audience=app.client_id,
                issuer=self.openid_config["issuer"],
                leeway=LEEWAY,
                options={"require": ["iss", "sub", "aud", "exp", "iat"]},
            )
        except jwt.PyJWTError as error:
            raise ProviderRefused(
                f"身份令牌不成立（{type(error).__name__}）：签名、签发者、受众或者有效期不符。请核对客户端编号和两台机器的时钟。",
                f"The ID token does not hold ({type(error).__name__}): signature, issuer, audience or time. Compare the client's name and both clocks.",
            ) from error
        if not self.nonce or not secrets.compare_digest(str(claims.get("nonce", "")).encode(), self.nonce.encode()):
            raise ProviderRefused("身份令牌答复的不是这一次请求（nonce 不符）。请重新登录。", "The ID token answers another request (nonce). Sign in again.")
        if isinstance(claims["aud"], list) and len(claims["aud"]) > 1 and claims.get("azp") != app.client_id:
            raise ProviderRefused("身份令牌不是发给本节点的。", "The ID token is for several, and was not given for this node.")
        return claims

    def _key(self, kid: str | None) -> Any:
        with get_adapter().get_requests_session() as session:
            reply = session.get(self.openid_config["jwks_uri"])
            reply.raise_for_status()
            keys = jwt.PyJWKSet.from_dict(reply.json()).keys
        found = [one for one in keys if (kid is None or one.key_id == kid) and one.public_key_use in (None, "sig")]
        if len(found) != 1:
            raise ProviderRefused("统一身份认证公布的密钥中没有签发此令牌的那一把。", "No key that the provider publishes signed this token.")
        return found[0].key


class _Callback(OAuth2CallbackView):  # type: ignore[misc]
    """Hands the nonce that was sent to the adapter."""

    adapter: CheckedAdapter

    def _get_state(self, request: HttpRequest, provider: Any) -> tuple[Any, Any]:
        state, reply = super()._get_state(request, provider)
        self.adapter.nonce = str((state or {}).get("nonce", ""))
        return state, reply


@login_not_required
def callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Take what the provider sends back with the browser."""
    adapter = CheckedAdapter(request, provider_id)
    try:
        reply: HttpResponse = _Callback.adapter_view(adapter)(request)
    except SocialApp.DoesNotExist:
        raise Http404 from None
    except FAULTS as fault:
        return _refused(request, adapter.get_provider(), fault)
    return reply


def _refused(request: HttpRequest, provider: Any, fault: BaseException) -> HttpResponse:
    log.warning("the provider was not understood", extra={"event": "sign_in_failed", "kind": type(fault).__name__})
    reply: HttpResponse = render_authentication_error(request, provider, exception=fault)
    return reply
