from django.urls import path

from coso.handbook.views import accounts, booklet, copy, guides, images, installed, reach, today

app_name = "handbook"

urlpatterns = [
    path("", today.today, name="today"),
    path("manifest.webmanifest", installed.manifest, name="manifest"),
    path("tra-loi/<int:pk>/", today.answer, name="answer"),
    path("da-doc/<int:pk>/", today.read, name="read"),
    path("ban-sao/", copy.copy, name="copy"),
    path("dong-y/", copy.consents, name="consents"),
    path("in/", booklet.index, name="booklets"),
    path("in/<int:pk>/", booklet.branch, name="booklet"),
    path("tai-khoan/", accounts.index, name="accounts"),
    path("tai-khoan/<int:pk>/", accounts.branch, name="accounts_of"),
    path("tai-khoan/<int:pk>/gan/<int:member>/", accounts.join, name="join_account"),
    path("tai-khoan/<int:pk>/tach/<int:member>/", accounts.take_off, name="part_account"),
    path("cam-nang/", guides.index, name="guides"),
    path("cam-nang/<int:pk>/", guides.guide, name="guide"),
    path("cam-nang/<int:pk>/da-doc/", reach.confirm, name="confirm_guide"),
    path("cam-nang/<int:pk>/xac-nhan/", reach.receipts, name="guide_receipts"),
    path("cam-nang/hinh/<int:pk>/", images.image, name="guide_image"),
    path("cong-khai/", guides.public_index, name="public_guides"),
    path("cong-khai/<int:pk>/", guides.public_guide, name="public_guide"),
    path("cong-khai/hinh/<int:pk>/", images.public_image, name="public_guide_image"),
    path("bien-tap/", guides.editing, name="editing"),
    path("bien-tap/moi/", guides.new, name="new"),
    path("bien-tap/hoi-dap/", guides.offers, name="offers"),
    path("bien-tap/hoi-dap/<int:pk>/", guides.from_offer, name="from_offer"),
    path("bien-tap/tiep-can/", reach.reach, name="reach"),
    path("bien-tap/<int:pk>/", guides.edited, name="edited"),
    path("bien-tap/<int:pk>/sua/", guides.change, name="change"),
    path("bien-tap/<int:pk>/hinh/", images.add, name="add_image"),
    path("bien-tap/hinh/<int:pk>/bo/", images.remove, name="remove_image"),
    path("bien-tap/<int:pk>/<slug:verb>/", guides.act, name="guide_act"),
]
