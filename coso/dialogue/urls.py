from django.urls import path

from coso.dialogue.views import acts, reading

app_name = "dialogue"

urlpatterns = [
    path("", reading.mine, name="mine"),
    path("gui/", acts.new, name="new"),
    path("gui-thay/", acts.new_for, name="new_for"),
    path("gui-den/", reading.received, name="received"),
    path("da-chuyen/", reading.passed, name="passed"),
    path("<int:pk>/", reading.question, name="question"),
    path("<int:pk>/<slug:verb>/", acts.act, name="act"),
]
