import axios from 'axios';

class CvetyKzAPI {
  client;
  token;

  constructor(baseURL = 'https://api.cvety.kz') {
    this.client = axios.create({
      baseURL,
      headers: {
        'Content-Type': 'application/json',
      },
    });

    // Добавляем токен к запросам
    this.client.interceptors.request.use((config) => {
      if (this.token) {
        config.headers.Authorization = `Bearer ${this.token}`;
      }
      return config;
    });
  }

  async authenticate(phone, otpCode) {
    const { data } = await this.client.post('/api/auth/verify-otp', {
      phone,
      otp_code: otpCode,
    });
    this.token = data.access_token;
    return data;
  }

  async getOrders(params) {
    const { data } = await this.client.get('/api/orders/', { params });
    return data;
  }

  async createOrder(orderData) {
    const { data } = await this.client.post('/api/orders/', orderData);
    return data;
  }

  async trackOrder(token) {
    const { data } = await this.client.get(`/api/tracking/${token}`);
    return data;
  }
}

// Использование
const api = new CvetyKzAPI();

async function main() {
  // Аутентификация
  await api.authenticate('+77011234567', '123456');

  // Получить заказы
  const orders = await api.getOrders({ status: 'paid' });
  console.log(`Найдено заказов: ${orders.total}`);

  // Создать заказ
  const newOrder = await api.createOrder({
    customer_phone: '+77011234567',
    recipient_name: 'Айгуль',
    address: 'пр. Достык 89',
    delivery_method: 'delivery',
    flower_sum: 25000,
    delivery_fee: 2000,
    total: 27000,
  });
  console.log(`Создан заказ: ${newOrder.tracking_token}`);
}

main().catch(console.error);
