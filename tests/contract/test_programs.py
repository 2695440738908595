"""«Примеры интеграций»: what the printed bot and the printed mobile application send and read.

The two complete programs, in Python and in TypeScript, run in tests/clients.
"""

from __future__ import annotations

from .promises import documented_request, proves


@proves("Printed programs", "Telegram bot")
def test_the_telegram_bot(api, nobody, order):
    orders = api.get("/api/orders/").json()["items"]
    answer = nobody.get(f"/api/tracking/{orders[0]['tracking_token']}")

    shown = orders[0]
    assert f"#{shown['id']} - {shown['status_display']}\nСумма: {shown['total']} ₸" == (
        f"#{order.pk} - Оплачен\nСумма: 27000 ₸"
    )
    assert answer.status_code == 200
    data = answer.json()
    assert data["status_display"] == "Оплачен"
    assert f"{data['delivery_window']['from']} - {data['delivery_window']['to']}" == (
        "2024-12-26T14:00:00+05:00 - 2024-12-26T16:00:00+05:00"
    )
    assert data["address_masked"] == "г. Алматы, пр. ******, д. 89"
    assert data.get("photos")
    assert nobody.get("/api/tracking/000000000").status_code != 200


@proves("Printed programs", "React Native")
def test_the_mobile_application(nobody):
    json = {"Content-Type": "application/json"}  # on every request, also on one without a body
    signed_in = nobody.post("/api/auth/verify-otp", documented_request("POST /api/auth/verify-otp")).json()
    bearer = {"Authorization": f"Bearer {signed_in['access_token']}", **json}
    body = documented_request("POST /api/orders/")

    placed = nobody.post("/api/orders/", body, **bearer)
    every = nobody.client.get("/api/orders/?", headers=bearer)
    new = nobody.client.get("/api/orders/?status=new", headers=bearer)

    assert str(signed_in["shop_id"]).isdigit()
    assert placed.status_code == 201
    assert every.status_code == new.status_code == 200
    assert every.json()["items"] == new.json()["items"]
    [item] = every.json()["items"]
    said = {"id": placed.json()["id"], "status": "new", "total": 27000}
    assert {name: item[name] for name in said} == said
    assert item["tracking_token"] == placed.json()["tracking_token"]
