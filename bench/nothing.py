"""The least Django can answer, for the limit: one view, no middleware, no database."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

import django
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpResponse
from django.urls import path

urlpatterns = [path("", lambda _request: HttpResponse("0"))]

django.setup()
settings.MIDDLEWARE, settings.ROOT_URLCONF = [], "nothing"
application = WSGIHandler()
