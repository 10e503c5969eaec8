from django.urls import path

from coso.meetings.views import after, own, planning, printing, reading, running

app_name = "meetings"

urlpatterns = [
    path("", reading.meetings, name="list"),
    path("bang/", reading.board, name="board"),
    path("moi/", planning.new, name="new"),
    path("ca-nam/", planning.year, name="year"),
    path("cua-toi/", own.notices, name="own"),
    path("cua-toi/lich.ics", printing.calendar, name="own_calendar"),
    path("cua-toi/<int:pk>/", own.notice, name="own_notice"),
    path("<int:pk>/", reading.meeting, name="meeting"),
    path("<int:pk>/doi-lich/", planning.change, name="change"),
    path("<int:pk>/chuong-trinh/", planning.agenda, name="agenda"),
    path("<int:pk>/thong-bao/", planning.call, name="call"),
    path("<int:pk>/hoan-huy/", planning.call_off, name="call_off"),
    path("<int:pk>/ban-in/", printing.pack, name="print"),
    path("<int:pk>/tra-loi/", planning.answer_for, name="answer_for"),
    path("<int:pk>/dieu-hanh/", running.now, name="now"),
    path("<int:pk>/mang-theo/", running.take_along, name="take_along"),
    path("<int:pk>/dieu-hanh/so/", running.bar, name="bar"),
    path("<int:pk>/dieu-hanh/<slug:step>/", running.step, name="step"),
    path("<int:pk>/diem-danh/", running.mark_rest, name="mark_rest"),
    path("<int:pk>/diem-danh/<int:member>/", running.mark, name="mark"),
    path("<int:pk>/y-kien/<int:member>/", running.opinion, name="opinion"),
    path("<int:pk>/noi-dung/<int:item>/", running.text, name="text"),
    path("<int:pk>/bo-phieu-kin/", running.ballot, name="ballot"),
    path("<int:pk>/thoi-gian/", after.times, name="times"),
    path("<int:pk>/bien-ban/", reading.minutes, name="minutes"),
    path("<int:pk>/bien-ban/tep/<slug:kind>/", reading.minutes_file, name="minutes_file"),
    path("<int:pk>/bien-ban/chot/", after.settle, name="settle"),
    path("<int:pk>/bien-ban/sua-doi/", after.amend, name="amend"),
    path("<int:pk>/nghi-quyet/", after.resolution, name="resolution"),
    path("<int:pk>/xep-loai/", after.level, name="level"),
]
