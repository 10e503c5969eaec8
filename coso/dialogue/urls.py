from django.urls import path

from coso.dialogue.views import acts, petitions, reading

app_name = "dialogue"

urlpatterns = [
    path("", reading.mine, name="mine"),
    path("gui/", acts.new, name="new"),
    path("gui-thay/", acts.new_for, name="new_for"),
    path("gui-den/", reading.received, name="received"),
    path("da-chuyen/", reading.passed, name="passed"),
    path("kien-nghi/", petitions.ours, name="petitions"),
    path("kien-nghi/gui-den/", petitions.to_us, name="petitions_to_us"),
    path("kien-nghi/cap-duoi/", petitions.below, name="petitions_below"),
    path("kien-nghi/moi/", petitions.new, name="new_petition"),
    path("kien-nghi/<int:pk>/", petitions.petition, name="petition"),
    path("kien-nghi/<int:pk>/<slug:verb>/", petitions.act, name="petition_act"),
    path("<int:pk>/", reading.question, name="question"),
    path("<int:pk>/<slug:verb>/", acts.act, name="act"),
]
