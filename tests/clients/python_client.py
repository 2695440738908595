import requests
from typing import Dict, Optional

class CvetyKzAPI:
    def __init__(self, base_url: str = "https://api.cvety.kz"):
        self.base_url = base_url
        self.token: Optional[str] = None

    def authenticate(self, phone: str, otp: str) -> str:
        """Аутентификация и получение токена"""
        response = requests.post(
            f"{self.base_url}/api/auth/verify-otp",
            json={"phone": phone, "otp_code": otp}
        )
        response.raise_for_status()
        self.token = response.json()["access_token"]
        return self.token

    def get_orders(self, status: Optional[str] = None) -> Dict:
        """Получение списка заказов"""
        headers = {"Authorization": f"Bearer {self.token}"}
        params = {"status": status} if status else {}

        response = requests.get(
            f"{self.base_url}/api/orders/",
            headers=headers,
            params=params
        )
        response.raise_for_status()
        return response.json()

    def create_order(self, order_data: Dict) -> Dict:
        """Создание нового заказа"""
        headers = {"Authorization": f"Bearer {self.token}"}

        response = requests.post(
            f"{self.base_url}/api/orders/",
            headers=headers,
            json=order_data
        )
        response.raise_for_status()
        return response.json()

# Использование
api = CvetyKzAPI()
api.authenticate("+77011234567", "123456")

# Получить оплаченные заказы
orders = api.get_orders(status="paid")
print(f"Найдено заказов: {orders['total']}")

# Создать заказ
new_order = api.create_order({
    "customer_phone": "+77011234567",
    "recipient_name": "Айгуль",
    "address": "пр. Достык 89",
    "delivery_method": "delivery",
    "flower_sum": 25000,
    "delivery_fee": 2000,
    "total": 27000
})
print(f"Создан заказ: {new_order['tracking_token']}")
