from django.urls import path

from .staff import ColleaguesView, ColleagueView
from .views import LogoutView, MeView, RefreshView, RequestCodeView, SwitchShopView, VerifyCodeView

urlpatterns = [
    path("auth/request-otp", RequestCodeView.as_view()),
    path("auth/verify-otp", VerifyCodeView.as_view()),
    path("auth/refresh", RefreshView.as_view()),
    path("auth/logout", LogoutView.as_view()),
    path("auth/switch-shop", SwitchShopView.as_view()),
    path("auth/me", MeView.as_view()),
    path("staff/", ColleaguesView.as_view()),
    path("staff/<int:colleague_id>", ColleagueView.as_view()),
]
