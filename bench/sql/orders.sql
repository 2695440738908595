-- A page of the documented list of orders as JSON, and their number, in one statement.
WITH found AS {fence} (
    SELECT id, created_at FROM orders_order WHERE shop_id = {shop} AND archived_at IS NULL {where}
),
page AS (
    SELECT o.*
    FROM (SELECT id FROM found ORDER BY created_at DESC, id DESC LIMIT 20 OFFSET {offset}) AS ids
    JOIN orders_order o USING (id)
)
SELECT
    (SELECT json_agg(row_to_json(o)) FROM (
        SELECT
            p.id,
            to_char(p.created_at AT TIME ZONE 'Asia/Almaty', 'YYYY-MM-DD"T"HH24:MI:SS+05:00') AS created_at,
            to_char(p.updated_at AT TIME ZONE 'Asia/Almaty', 'YYYY-MM-DD"T"HH24:MI:SS+05:00') AS updated_at,
            p.version,
            p.status,
            CASE p.status WHEN 'new' THEN 'Новый' WHEN 'paid' THEN 'Оплачен' WHEN 'assembled' THEN 'Собран'
                WHEN 'delivery' THEN 'Доставка' WHEN 'self_pickup' THEN 'Самовывоз' WHEN 'delivered' THEN 'Доставлен'
                WHEN 'completed' THEN 'Выполнен' WHEN 'cancelled' THEN 'Отменен' ELSE 'Проблема' END AS status_display,
            to_char(p.accepted_at AT TIME ZONE 'Asia/Almaty', 'YYYY-MM-DD"T"HH24:MI:SS+05:00') AS accepted_at,
            NULLIF(p.issue_type, '') AS issue_type,
            p.issue_comment,
            to_char(p.issue_reported_at AT TIME ZONE 'Asia/Almaty', 'YYYY-MM-DD"T"HH24:MI:SS+05:00')
                AS issue_reported_at,
            p.customer_phone, p.customer_name, p.recipient_phone, p.recipient_name,
            p.address, p.city, p.street, p.house, p.flat, p.entrance, p.floor, p.door_code, p.latitude, p.longitude,
            p.delivery_method, p.delivery_date,
            json_build_object(
                'from', to_char(p.window_from_at AT TIME ZONE 'Asia/Almaty', 'YYYY-MM-DD"T"HH24:MI:SS+05:00'),
                'to', to_char(p.window_to_at AT TIME ZONE 'Asia/Almaty', 'YYYY-MM-DD"T"HH24:MI:SS+05:00')
            ) AS delivery_window,
            NULLIF(p.delivery_zone_name, '') AS delivery_zone,
            p.delivery_fee, p.flower_sum, p.discount, p.total, p.paid_total, p.refunded_total,
            CASE WHEN p.status = 'cancelled' THEN 0 ELSE greatest(p.total - p.paid_total - p.due_waived, 0) END AS due,
            p.due_waived AS waived_total,
            CASE WHEN p.due_waived > 0
                THEN to_char(p.due_waived_at AT TIME ZONE 'Asia/Almaty', 'YYYY-MM-DD"T"HH24:MI:SS+05:00') END AS waived_at,
            CASE WHEN p.due_waived > 0 THEN p.due_waived_by END AS waived_by,
            CASE WHEN p.due_waived > 0 THEN p.due_waived_reason END AS waived_reason,
            p.payment_method, p.payment_status, p.tracking_token,
            {tracking} || p.tracking_token AS tracking_url,
            p.source, p.external_id, p.comment, p.card_text, p.is_anonymous, p.is_surprise, p.call_policy,
            p.photo_approval, p.substitution_consent,
            CASE WHEN f.id IS NOT NULL
                THEN json_build_object('id', f.id, 'name', f.name, 'phone', f.phone) END AS florist,
            CASE WHEN k.id IS NOT NULL
                THEN json_build_object('id', k.id, 'name', k.name, 'phone', k.phone) END AS courier,
            json_build_object(
                'id', c.id, 'name', c.name, 'phone', c.phone,
                'orders_count', c.orders_count, 'total_spent', c.total_spent,
                'last_order_date',
                to_char(c.last_order_at AT TIME ZONE 'Asia/Almaty', 'YYYY-MM-DD"T"HH24:MI:SS+05:00')
            ) AS customer,
            COALESCE((
                SELECT json_agg(json_build_object(
                    'id', i.id, 'product_id', i.product_id, 'product_name', i.product_name,
                    'product_category', i.product_category, 'quantity', i.quantity, 'price', i.price,
                    'total', i.total, 'notes', i.notes
                ) ORDER BY i.id)
                FROM orders_orderitem i WHERE i.order_id = p.id
            ), '[]') AS items,
            COALESCE((
                SELECT json_agg(json_build_object(
                    'id', h.id, 'url', {media} || h.image, 'thumbnail', {media} || h.thumbnail,
                    'uploaded_at', to_char(h.uploaded_at AT TIME ZONE 'Asia/Almaty', 'YYYY-MM-DD"T"HH24:MI:SS+05:00')
                ) ORDER BY h.id)
                FROM orders_orderphoto h WHERE h.order_id = p.id
            ), '[]') AS photos,
            COALESCE((
                SELECT json_agg(json_build_object(
                    'status', s.status,
                    'changed_at', to_char(s.changed_at AT TIME ZONE 'Asia/Almaty', 'YYYY-MM-DD"T"HH24:MI:SS+05:00'),
                    'changed_by', s.actor_name, 'comment', s.comment
                ) ORDER BY s.id)
                FROM orders_orderstatuschange s WHERE s.order_id = p.id
            ), '[]') AS history
        FROM page p
        JOIN customers_customer c ON c.id = p.customer_id
        LEFT JOIN accounts_staffmember f ON f.id = p.florist_id
        LEFT JOIN accounts_staffmember k ON k.id = p.courier_id
        ORDER BY p.created_at DESC, p.id DESC
    ) o) AS items,
    {total} AS total,
    {offset} AS skipped
