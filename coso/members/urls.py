from django.urls import path

from coso.members.views import acts, duplicates, papers, record, requests

app_name = "members"

urlpatterns = [
    path("", record.index, name="list"),
    path("cua-toi/", record.mine, name="mine"),
    path("mau-28-cot/", record.sheet, name="sheet"),
    path("them/", acts.add, name="add"),
    path("yeu-cau-sua/", requests.waiting, name="corrections"),
    path("yeu-cau-sua/<int:pk>/", requests.answer, name="answer_correction"),
    path("trung/", duplicates.index, name="duplicates"),
    path("trung/<int:pk>/<int:other>/", duplicates.merge, name="merge"),
    path("tep/<int:pk>/", papers.attachment, name="attachment"),
    path("tep/<int:pk>/thu-hoi/", papers.withdraw, name="withdraw_attachment"),
    path("<int:pk>/", record.person, name="person"),
    path("<int:pk>/hien/", record.reveal, name="reveal"),
    path("<int:pk>/luot-xem/", record.readings, name="readings"),
    path("<int:pk>/sua/", acts.correct, name="correct"),
    path("<int:pk>/de-nghi-sua/", requests.ask, name="ask_correction"),
    path("<int:pk>/cong-nhan/", acts.recognise, name="recognise"),
    path("<int:pk>/chuyen/", acts.move, name="move"),
    path("<int:pk>/sinh-hoat/", acts.activity, name="activity"),
    path("<int:pk>/roi-danh-sach/", acts.leave, name="leave"),
    path("<int:pk>/tro-lai/", acts.undo_leave, name="undo_leave"),
    path("<int:pk>/trinh-do/", acts.qualify, name="qualify"),
    path("<int:pk>/anh/", papers.photo, name="photo"),
    path("<int:pk>/tep/", papers.attach, name="attach"),
    path("<int:pk>/tach/", duplicates.unmerge, name="unmerge"),
]
