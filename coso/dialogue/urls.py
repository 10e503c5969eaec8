from django.urls import path

from coso.dialogue.views import acts, dialogue_acts, dialogues, petitions, reading

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
    path("buoi/", dialogues.dialogues, name="dialogues"),
    path("buoi/moi/", dialogue_acts.new_dialogue, name="new_dialogue"),
    path("buoi/<int:pk>/", dialogues.dialogue, name="dialogue"),
    path("buoi/<int:pk>/gui/", dialogue_acts.send_in, name="send_in"),
    path("buoi/<int:pk>/cau-hoi/", dialogues.to_look_through, name="to_look_through"),
    path("buoi/<int:pk>/bien-ban.<slug:kind>", dialogues.minutes_file, name="dialogue_minutes"),
    path("buoi/<int:pk>/<slug:verb>/", dialogue_acts.dialogue_act, name="dialogue_act"),
    path("buoi/cau-hoi/<int:pk>/", dialogues.sent_in, name="sent_in"),
    path("buoi/cau-hoi/<int:pk>/<slug:verb>/", dialogue_acts.sent_in_act, name="sent_in_act"),
    path("buoi/ung-ho/<int:pk>/", dialogues.support, name="support"),
    path("buoi/nhom/<int:pk>/<slug:verb>/", dialogue_acts.topic_act, name="topic_act"),
    path("<int:pk>/", reading.question, name="question"),
    path("<int:pk>/<slug:verb>/", acts.act, name="act"),
]
