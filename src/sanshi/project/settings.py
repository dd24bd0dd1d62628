"""One settings module; what differs comes from the environment (docs/operations.md)."""

import os
import secrets
from pathlib import Path

import dj_database_url
from csp.constants import NONCE, NONE, SELF
from django.utils.translation import gettext_lazy as _

MODES = ("live", "demo", "test")
SANSHI_MODE = os.environ.get("SANSHI_MODE", "live")
if SANSHI_MODE not in MODES:
    raise SystemExit(f"SANSHI_MODE is {SANSHI_MODE!r}; it must be one of {', '.join(MODES)}")

ROOT = Path(__file__).resolve().parents[3]
SANSHI_HOME = Path(os.environ.get("SANSHI_HOME", ROOT / "var")).resolve()
NODE_MODULES = Path(os.environ.get("SANSHI_NODE_MODULES", ROOT / "node_modules"))


def _kept_secret() -> str:
    """The signing secret: from the environment, else a file made at first start beside the database."""
    if given := os.environ.get("SANSHI_SECRET"):
        return given
    file = SANSHI_HOME / "secret"
    if not file.exists():
        SANSHI_HOME.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)
        file.write_text(secrets.token_urlsafe(50))
    return file.read_text().strip()


SECRET_KEY = _kept_secret()
DEBUG = False
ALLOWED_HOSTS = os.environ.get("SANSHI_HOSTS", "localhost 127.0.0.1 [::1] testserver").split()
BEHIND_TLS = os.environ.get("SANSHI_TLS", "0") == "1"

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "axes",
    "csp",
    "sanshi.shell",
    "sanshi.vault",
    "sanshi.streets",
    "sanshi.journal",
    "sanshi.rulebook",
    "sanshi.jobs",
    "sanshi.territory",
    "sanshi.accounts",
    "sanshi.identity",
    "sanshi.register",
    "sanshi.visits",
    "sanshi.discovery",
    "sanshi.collection",
    "sanshi.entry",
    "sanshi.settlement",
    "sanshi.home",
    "sanshi.project",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "sanshi.shell.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "sanshi.jobs.middleware.BodySizeMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "sanshi.rulebook.middleware.RulebookMiddleware",
    "sanshi.journal.middleware.ReadingMiddleware",
    "sanshi.shell.middleware.RefusalMiddleware",
    "sanshi.accounts.gate.GateMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "sanshi.project.urls"
WSGI_APPLICATION = "sanshi.project.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "sanshi.home.context.navigation",
            ],
        },
    }
]

DATABASES = {
    "default": dj_database_url.parse(
        os.environ.get("DATABASE_URL", f"sqlite:///{SANSHI_HOME / 'sanshi.sqlite3'}"), conn_max_age=600
    )
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        # FULL: "saved" is shown only after it is on the disk. A large register is read where it lies in
        # memory (bytes, the most SQLite allows); a lot of an import fits into the cache (KiB a connection).
        # An entry writes some 150 pages, the same ones again and again: they go from the log into the
        # database every 4,000 (16 MB), not after every seventh entry.
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
        "PRAGMA mmap_size=2147418112; PRAGMA cache_size=-32768; PRAGMA wal_autocheckpoint=4000;",
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.Account"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "sanshi.accounts.backend.AccountBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "start"

AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_CALLABLE = "sanshi.accounts.views.locked_out"
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
AXES_USERNAME_FORM_FIELD = "username"

SESSION_COOKIE_AGE = 8 * 60 * 60
SESSION_SAVE_EVERY_REQUEST = False
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = BEHIND_TLS
SECURE_HSTS_SECONDS = 31536000 if BEHIND_TLS else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "sanshi.shell.errors.csrf_failure"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# Pictures beneath the map, from a server of the house's choice; without one the map draws its own rows only.
TILES = {
    "url": os.environ.get("SANSHI_TILES", ""),
    "attribution": os.environ.get("SANSHI_TILES_ATTRIBUTION", ""),
    "subdomains": os.environ.get("SANSHI_TILES_SUBDOMAINS", "01234567"),
}


def _tile_servers(url: str) -> list[str]:
    """https://t{s}.example.org/{z}/… → https://*.example.org: the only other address a page may load from."""
    if not url:
        return []
    scheme, _separator, rest = url.partition("://")
    host = rest.partition("/")[0]
    if scheme != "https" or not host:
        raise SystemExit("SANSHI_TILES must begin with https:// and name a server (docs/operations.md)")
    if "{s}" in host:
        host = "*." + host.partition(".")[2]
    return [f"{scheme}://{host}"]


CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:", *_tile_servers(TILES["url"])],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("en", _("English"))]
LANGUAGE_COOKIE_NAME = "sanshi_language"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATIC_ROOT = SANSHI_HOME / "static"
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "sanshi.shell.finders.NpmFinder",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "sanshi.shell.storage.HashedStorage"},
}

if SANSHI_MODE == "test":
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}

TASKS = {
    "default": {
        "BACKEND": "django_tasks_db.DatabaseBackend",
        "OPTIONS": {"id_function": "sanshi.streets.uuid7.uuid7"},
    }
}
# What is too large for memory goes sealed to the disk, never plain into a temporary file.
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "sanshi.jobs.uploads.SealingUploadHandler",
]
SANSHI_LARGEST_UPLOAD_MB = int(os.environ.get("SANSHI_LARGEST_UPLOAD_MB", "50"))
# Sent files and the files that jobs made are removed so many days after the job ended.
SANSHI_FILES_KEPT_DAYS = int(os.environ.get("SANSHI_FILES_KEPT_DAYS", "7"))

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    # The formatter knows no request bodies and no parameters of SQL: personal data never reach a log.
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"axes": {"level": "ERROR"}, "django.request": {"level": "ERROR"}},
}
