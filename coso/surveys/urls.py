from django.urls import path

from coso.surveys.views import answering, managing, results

app_name = "surveys"

urlpatterns = [
    path("", answering.mine, name="mine"),
    path("phieu/<int:pk>/", answering.answer, name="answer"),
    path("don-vi/", managing.listed, name="list"),
    path("moi/", managing.new, name="new"),
    path("cau-hoi/<int:pk>/", managing.question, name="question"),
    path("cau-hoi/<int:pk>/bo/", managing.remove_question, name="remove_question"),
    path("<int:pk>/", managing.survey, name="survey"),
    path("<int:pk>/sua/", managing.change, name="change"),
    path("<int:pk>/cau-hoi/", managing.add_question, name="add_question"),
    path("<int:pk>/ket-qua/", results.results, name="results"),
    path("<int:pk>/tra-loi/", results.replies, name="replies"),
    path("<int:pk>/nhap-thay/", answering.answer_for, name="answer_for"),
    path("<int:pk>/viec/<slug:verb>/", managing.act, name="act"),
]
