-- A page of the documented list of customers as JSON, and their number, in one statement.
WITH found AS {fence} (
    SELECT id, {key} AS key FROM customers_customer WHERE shop_id = {shop} AND archived_at IS NULL {where}
),
page AS (
    SELECT c.*, ids.key
    FROM (SELECT id, key FROM found ORDER BY key DESC, id DESC LIMIT 20) AS ids
    JOIN customers_customer c USING (id)
)
SELECT
    (SELECT json_agg(row_to_json(o)) FROM (
        SELECT
            p.id, p.version, p.phone, p.name, p.email, p.birth_date, p.address, p.preferences,
            p.orders_count, p.total_spent,
            CASE WHEN p.paid_orders_count = 0 THEN 0 ELSE p.total_spent / p.paid_orders_count END AS average_order,
            to_char(p.last_order_at AT TIME ZONE 'Asia/Almaty', 'YYYY-MM-DD"T"HH24:MI:SS+05:00') AS last_order_date,
            to_char(p.created_at AT TIME ZONE 'Asia/Almaty', 'YYYY-MM-DD"T"HH24:MI:SS+05:00') AS created_at,
            to_char(p.updated_at AT TIME ZONE 'Asia/Almaty', 'YYYY-MM-DD"T"HH24:MI:SS+05:00') AS updated_at,
            p.tags,
            COALESCE((
                SELECT json_agg(json_build_object(
                    'id', d.id, 'date_type', d.date_type, 'date', d.date, 'has_year', d.has_year,
                    'description', d.description, 'reminder_days', d.reminder_days
                ) ORDER BY d.date, d.id)
                FROM customers_importantdate d WHERE d.customer_id = p.id
            ), '[]') AS important_dates,
            COALESCE((
                SELECT json_agg(json_build_object(
                    'id', a.id, 'address', a.address, 'is_default', a.is_default,
                    'recipient_name', a.recipient_name, 'recipient_phone', a.recipient_phone
                ) ORDER BY a.is_default DESC, a.last_used_at DESC NULLS LAST, a.id DESC)
                FROM customers_customeraddress a WHERE a.customer_id = p.id
            ), '[]') AS addresses
        FROM page p
        ORDER BY p.key DESC, p.id DESC
    ) o) AS items,
    (SELECT count(*) FROM customers_customer WHERE shop_id = {shop} AND archived_at IS NULL {where}) AS total,
    {offset} AS skipped
