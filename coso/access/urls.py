from allauth.account import views as account
from django.urls import include, path

from coso.access import views

# Sign-in: those pages of django-allauth that Coso uses. Nobody signs up, and nobody's e-mail is asked for.
sign_in = [
    path("login/", views.sign_in, name="account_login"),
    path("logout/", views.sign_out, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("password/change/", account.password_change, name="account_change_password"),
    path("password/set/", account.password_set, name="account_set_password"),
    path("2fa/", include("allauth.mfa.urls")),
    path("sessions/", include("allauth.usersessions.urls")),
    path("3rdparty/", include("allauth.socialaccount.urls")),
    path("", include("allauth.socialaccount.providers.openid_connect.urls")),
]

ours = [
    path("accounts/second-factor/", views.second_factor, name="second_factor"),
    path("accounts/pin/", views.pin, name="pin"),
    path("accounts/cach-vao/", views.ways, name="ways"),
    path("accounts/cach-vao/<int:pk>/bo/", views.end_pin, name="end_pin"),
    path("kich-hoat/", views.activate, name="activate"),
    path("quyen/", views.roles, name="roles"),
    path("tai-khoan/", views.people, name="people"),
    path("tai-khoan/mo/", views.open_account, name="open"),
    path("tai-khoan/<int:pk>/", views.person, name="person"),
    path("tai-khoan/<int:pk>/ma/", views.issue_code, name="issue_code"),
    path("tai-khoan/<int:pk>/dong/", views.close, name="close"),
    path("tai-khoan/<int:pk>/mo-lai/", views.reopen, name="reopen"),
    path("tai-khoan/<int:pk>/dang-xuat/", views.sign_out_everywhere, name="sign_out_everywhere"),
    path("tai-khoan/<int:pk>/vai-tro/", views.appoint, name="appoint"),
    path("vai-tro/", views.own_roles, name="own_roles"),
    path("vai-tro/<int:pk>/nguoi-thay/", views.stand_in, name="stand_in"),
    path("vai-tro/<int:pk>/ket-thuc/", views.end_appointment, name="end_appointment"),
]

urlpatterns = [
    path("accounts/", include(sign_in)),
    path("", include((ours, "access"))),
]
