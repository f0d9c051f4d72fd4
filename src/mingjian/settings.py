"""What is switched on in this node. Everything comes from the environment; nothing is needed to begin."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import dj_database_url
from csp.constants import NONE, SELF
from django.core.management.utils import get_random_secret_key

from mingjian.core.environment import database_url, encrypted_address, groups, one_of, pairs, some_of, switched, whole
from mingjian.office.node.demo_clock import install as install_demo_clock

HERE = Path(__file__).parent
HOME = Path(os.environ.get("MINGJIAN_HOME", "var")).resolve()
JUDGES = switched("MINGJIAN_JUDGES", otherwise=True)  # trained judges give their opinion beside findings
LAKE = os.environ.get("MINGJIAN_LAKE") or str(HOME / "lake")
DEBUG = switched("MINGJIAN_DEBUG")
DEMO = switched("MINGJIAN_DEMO")
NODE = os.environ.get("MINGJIAN_NODE", "mingjian.local")
IN_TESTS = "PYTEST_VERSION" in os.environ
if DEMO and not IN_TESTS:
    install_demo_clock(HOME)  # before any module takes the clock
LEDGER_MEMORY = os.environ.get("MINGJIAN_LEDGER_MEMORY", "")  # file of the last checkpoint signed; ledger-seen in the home unless named
LEDGER_KEEPERS = [folder for folder in os.environ.get("MINGJIAN_LEDGER_KEEPERS", "").split(",") if folder]  # further folders that keep it
LEDGER_MAIL = [one.strip() for one in os.environ.get("MINGJIAN_LEDGER_MAIL", "").split(",") if one.strip()]  # mailboxes that keep it, too
LEDGER_AGENT = os.environ.get("MINGJIAN_LEDGER_AGENT", "")  # socket of a process that holds the key; then no key lies in the home
LEDGER_PKCS11 = os.environ.get("MINGJIAN_LEDGER_PKCS11", "")  # address (RFC 7512) of a token that a new key is made in
WITNESSES = pairs("MINGJIAN_WITNESSES")  # address and key of each


def secret_key() -> str:
    """Take the key from the environment, or keep one of our own that only this user may read."""
    if key := os.environ.get("MINGJIAN_SECRET_KEY"):
        return key
    file = HOME / "secret-key"
    HOME.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
            out.write(get_random_secret_key())
    except FileExistsError:
        pass
    return file.read_text()


#: Django's backends, which note what a transaction writes to rows that an audit holds.
ENGINES = {name: f"mingjian.office.databases.{name}" for name in ("sqlite3", "postgresql")}


def database() -> dict[str, object]:
    """Use PostgreSQL where DATABASE_URL says so, else one SQLite file."""
    if url := database_url():
        told: dict[str, Any] = {**dj_database_url.parse(url, conn_max_age=60, conn_health_checks=True)}
        if "postgresql" in told["ENGINE"]:
            told["ENGINE"] = ENGINES["postgresql"]
            # Every question here is a short one: where PostgreSQL takes one for long, compiling it takes a third of a second, and asking it some hundredths.
            told["OPTIONS"] = {"options": "-c jit=off"} | told.get("OPTIONS", {})
        return told
    HOME.mkdir(parents=True, exist_ok=True, mode=0o700)
    return {
        "ENGINE": ENGINES["sqlite3"],
        "NAME": HOME / "mingjian.sqlite3",
        # IMMEDIATE: two writers wait for each other (up to `timeout` seconds) where DEFERRED would fail at once when a reader turns writer.
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA busy_timeout=20000; PRAGMA cache_size=-65536",
        },
        "CONN_MAX_AGE": 60,
        # A file, not memory: the browser's tests read it from the server's thread, and WAL needs a file.
        "TEST": {"NAME": HOME / "test.sqlite3"},
    }


SECRET_KEY = secret_key()
#: What `dumpdata --format jsonl` writes, when a node is moved to another database.
SERIALIZATION_MODULES = {"jsonl": "mingjian.office.databases.jsonl"}
DATABASES = {"default": database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "office.Officer"
ALLOWED_HOSTS = os.environ.get("MINGJIAN_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [origin for origin in os.environ.get("MINGJIAN_ORIGINS", "").split(",") if origin]
ROOT_URLCONF = "mingjian.urls"
WSGI_APPLICATION = "mingjian.wsgi.application"

#: The lower first: menu, news and sweeps follow this order.
_INSTITUTIONS = [
    "mingjian.institutions.notifications",
    "mingjian.institutions.law",
    "mingjian.institutions.evidence",
    "mingjian.institutions.market",
    "mingjian.institutions.deliveries",
    "mingjian.institutions.monitoring",
    "mingjian.institutions.operators",
    "mingjian.institutions.filings",
    "mingjian.institutions.matters",
    "mingjian.institutions.parcels",
    "mingjian.institutions.clues",
    "mingjian.institutions.notices",
    "mingjian.institutions.neutral",
    "mingjian.institutions.disputes",
    "mingjian.institutions.cases",
    "mingjian.institutions.statements",
    "mingjian.institutions.pictures",
    "mingjian.institutions.transfers",
    "mingjian.institutions.conferences",
    "mingjian.institutions.campaigns",
    "mingjian.institutions.exchange",
    "mingjian.institutions.oversight",
    "mingjian.institutions.publication",
    "mingjian.institutions.lab",
    "mingjian.institutions.retention",
    "mingjian.institutions.figures",
]
#: Those whose folder is there: an institution is taken out by deleting it (docs/decisions/0169).
INSTITUTIONS = [one for one in _INSTITUTIONS if (Path(__file__).parent.parent / one.replace(".", "/")).exists()]
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    *INSTITUTIONS,
    "mingjian.office.jobs",
    "mingjian.office.documents",
    "mingjian.office.node",
    "mingjian.office.views",
    "mingjian.office.help",
    "mingjian.office",  # before allauth, whose pages it dresses
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "csp",
]

MIDDLEWARE = [
    "mingjian.office.node.requests.Measured",
    "mingjian.office.node.proxies.TrustedProxies",
    "mingjian.office.node.log_events.Hearing",
    "mingjian.office.web.limits.KeptNowhere",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "mingjian.office.web.limits.Idle",
    "mingjian.office.web.limits.Bodies",
    "mingjian.office.web.middleware.SignInFirst",
    "mingjian.office.web.limits.FirstPassword",
    "mingjian.office.web.middleware.SecondFactor",
    "mingjian.office.web.own_links.OwnLinks",
    "mingjian.office.web.middleware.NamedErrors",
    "mingjian.office.web.views.BeginWithView",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "mingjian.office.web.middleware.frame",
            ],
        },
    }
]

# Language, time
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [HERE / "office/locale"]  # shared words go before those of libraries; an institution has its own in its folder
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
NIGHT = os.environ.get("MINGJIAN_NIGHT", "02:00")  # local hour from which the night's jobs run; `off`: they never do

# Static files
STATIC_URL = "static/"
STATIC_ROOT = HOME / "static"
CAPTURE_LOCAL = switched("MINGJIAN_CAPTURE_LOCAL")  # pages of this machine and of private networks may be captured, too
STAMP = tuple(os.environ.get("MINGJIAN_STAMP", "").split())  # addresses of the time-stamping authorities (RFC 3161) of captures and bundles
STAMP_ANCHORS = os.environ.get("MINGJIAN_STAMP_ANCHORS", "")  # file (PEM) of the certificates that their stamps lead to
SEAL = os.environ.get("MINGJIAN_SEAL", "").strip()  # address or command of the bureau's own electronic seal service
SEAL_TOKEN = os.environ.get("MINGJIAN_SEAL_TOKEN", "")  # shown to that address
PUBLIC_DOOR = switched("MINGJIAN_PUBLIC_DOOR", otherwise=DEMO)  # buyers may bring evidence without signing in
PICTURES = os.environ.get("MINGJIAN_PICTURES") or str(HOME / "pictures")  # of listings, by their ids; specimens/ by brand
ENGINE = os.environ.get("MINGJIAN_ENGINE") or "duckdb"  # of the node's own runs of detectors: duckdb, sail or spark
SPARK = os.environ.get("MINGJIAN_SPARK") or "local[2]"  # for the engine spark: a cluster's sc://host:15002
SPARK_SCRATCH = os.environ.get("MINGJIAN_SPARK_SCRATCH", "")  # a folder that every worker sees; empty: one of this machine
CELLS = str(HOME / "cells")  # what kernels gave for each load: derived, left out of backups, may be deleted at any time
FOLDERS = {"lake": LAKE, "pictures": PICTURES}  # of the node that may lie outside of its home, as backups name them
PUBLIC_DEPARTMENT = os.environ.get("MINGJIAN_PUBLIC_DEPARTMENT", "")  # whom that portal leads to, by its Chinese name
SEALED_ROOT = HOME / "sealed"
GUARDED = ("reporter", "complainant", "kit", "files", "values", "subject", "held", "notice", "statements")  # kinds of what is masked, as manifests name them
REVEAL_BY_TWO = some_of("MINGJIAN_REVEAL_BY_TWO", *GUARDED)  # those that two officers open
SEALED_HIDDEN = switched("MINGJIAN_SEALED_HIDDEN")  # files sealed from now on lie encrypted
NATIONAL_CRYPTO = switched("MINGJIAN_NATIONAL_CRYPTO")  # SM3 beside SHA-256 in checkpoints and lists, SM4 for what lies encrypted
SEALED_KEY_FILE = os.environ.get("MINGJIAN_SEALED_KEY_FILE", "")  # their keys; sealed-key in the home unless named
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
if DEBUG or IN_TESTS:  # no collectstatic in tests
    STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    WHITENOISE_USE_FINDERS = True
    WHITENOISE_AUTOREFRESH = True

# Messages: what is not set is told on the page, and what is written for it waits
CONSOLE = os.environ.get("MINGJIAN_CONSOLE", "").rstrip("/")  # the console's own address, for links in what leaves it
EMAIL_HOST = os.environ.get("MINGJIAN_MAIL_HOST", "")
EMAIL_PORT = whole("MINGJIAN_MAIL_PORT", 25, most=65_535)
EMAIL_HOST_USER = os.environ.get("MINGJIAN_MAIL_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("MINGJIAN_MAIL_PASSWORD", "")
EMAIL_USE_SSL = one_of("MINGJIAN_MAIL_TLS", "", "tls", "starttls") == "tls"
EMAIL_USE_TLS = one_of("MINGJIAN_MAIL_TLS", "", "tls", "starttls") == "starttls"
EMAIL_FROM = os.environ.get("MINGJIAN_MAIL_FROM", "")
EMAIL_TIMEOUT = 10
DINGTALK = os.environ.get("MINGJIAN_DINGTALK", "")
WECOM = os.environ.get("MINGJIAN_WECOM", "")
FEISHU = os.environ.get("MINGJIAN_FEISHU", "")
SMS = os.environ.get("MINGJIAN_SMS", "")
WEBHOOK_HOSTS = frozenset(os.environ.get("MINGJIAN_WEBHOOK_HOSTS", "").replace(",", " ").split())
SMS_SECRET = os.environ.get("MINGJIAN_SMS_SECRET", "")

# Safety
OIDC_SERVER = encrypted_address("MINGJIAN_OIDC_SERVER")
OIDC_ROLES = groups("MINGJIAN_OIDC_ROLES")  # roles by group of the provider
OIDC_GROUPS = os.environ.get("MINGJIAN_OIDC_GROUPS", "") or "groups"  # where in the provider's claims the groups stand
# A browser counts the redirect to the provider as part of the form that asked for it, and would not go there otherwise.
PROVIDER = ["{0.scheme}://{0.netloc}".format(urlsplit(OIDC_SERVER))] if OIDC_SERVER else []
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "media-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF, *PROVIDER],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
CSRF_FAILURE_VIEW = "mingjian.office.web.errors.form_too_old"
CSRF_COOKIE_HTTPONLY = True  # htmx sends the token from a header set in the page
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = switched("MINGJIAN_HTTPS")
SESSION_COOKIE_AGE = 12 * 3600
SESSION_ENGINE = "mingjian.office.people.sessions"  # the database keeps no key that opens a session
CACHES = {"default": {"BACKEND": "mingjian.office.node.shared_cache.SharedStore"}}  # one for all processes: codes that were used and counts of tries lie there
IDLE = whole("MINGJIAN_IDLE", 60, most=1440)  # minutes without a request, after which an officer signs in again
REST_KEY_FILE = os.environ.get("MINGJIAN_REST_KEY_FILE", "")  # keys of what is encrypted where it lies; rest-key in the home unless named
PUBLIC_DAILY = whole("MINGJIAN_PUBLIC_DAILY", 20, least=0) * 2**30  # bytes that come in by the public portals in a day, from GiB
if SESSION_COOKIE_SECURE:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 31_536_000
PROXIES = [one.strip() for one in os.environ.get("MINGJIAN_PROXIES", "").split(",") if one.strip()]  # whose X-Forwarded-For is believed
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 2**20

# Somebody notices
CERTIFICATE = os.environ.get("MINGJIAN_CERTIFICATE", "")  # the file of the certificate that the proxy shows
METRICS_TOKEN = os.environ.get("MINGJIAN_METRICS_TOKEN", "")  # shown by whoever scrapes /metrics; without one there is no such page
SWEEP_WITHIN = whole("MINGJIAN_SWEEP_WITHIN", 15)  # minutes, after which a sweep that did not go round is missed
LOG_FORM = one_of("MINGJIAN_LOG", "text", "json")  # or `json`, a line an event
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "text": {"()": "mingjian.office.node.lines.PlainLines"},
        "json": {"()": "mingjian.office.node.lines.JsonLines"},
    },
    "handlers": {
        "error": {"class": "logging.StreamHandler", "formatter": "json" if LOG_FORM == "json" else "text"},
        "nowhere": {"class": "logging.NullHandler"},
    },
    "root": {"handlers": ["error"], "level": "WARNING"},
    "loggers": {
        "mingjian": {"level": "INFO"},
        "django": {"handlers": ["nowhere"], "level": "WARNING"},
        # Its words hold addresses; what is to be known of a request our own pages tell (mingjian.access).
        "django.request": {"handlers": ["nowhere"], "propagate": False},
        "django.security": {"handlers": ["nowhere"], "propagate": False},
    },
}

# Sign-in
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
if IN_TESTS:  # a slow hash is meant to be slow; tests make many officers
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", "django.contrib.auth.hashers.PBKDF2PasswordHasher"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "mingjian.office.people.signin.OfficersOnly"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,5/5m/key"}  # `key`: a name from one address (people.guesses), or whose second factor is asked for
MFA_FORMS = {"activate_totp": "mingjian.office.people.factors.ActivateOnce"}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not SESSION_COOKIE_SECURE  # http://localhost only; browsers refuse other plain origins themselves
MFA_ADAPTER = "mingjian.office.people.factors.HiddenFactors"
MFA_TOTP_ISSUER = "明鉴"
SECOND_FACTOR_REQUIRED = switched("MINGJIAN_SECOND_FACTOR", otherwise=not (DEMO or IN_TESTS))
SOCIALACCOUNT_ONLY = False
SOCIALACCOUNT_ADAPTER = "mingjian.office.people.signin.OfficersOfTheProvider"
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "provider_class": "mingjian.office.people.openid.ProviderOfOfficers",
        "APPS": [
            {
                "provider_id": "oidc",
                "name": os.environ.get("MINGJIAN_OIDC_NAME", "统一身份认证"),
                "client_id": os.environ.get("MINGJIAN_OIDC_CLIENT", ""),
                "secret": os.environ.get("MINGJIAN_OIDC_SECRET", ""),
                "settings": {"server_url": OIDC_SERVER},
            }
        ]
        if OIDC_SERVER
        else [],
    }
}
