-- What the public may see of an order, as JSON, in one statement; the masking is left to the product.
SELECT json_build_object(
    'tracking_token', o.tracking_token, 'status', o.status, 'status_display', 'Новый заказ',
    'updated_at', to_char(o.status_changed_at AT TIME ZONE 'Asia/Almaty', 'YYYY-MM-DD"T"HH24:MI:SS+05:00'),
    'delivery_method', o.delivery_method,
    'delivery_window', json_build_object(
        'from', to_char(o.window_from_at AT TIME ZONE 'Asia/Almaty', 'YYYY-MM-DD"T"HH24:MI:SS+05:00'),
        'to', to_char(o.window_to_at AT TIME ZONE 'Asia/Almaty', 'YYYY-MM-DD"T"HH24:MI:SS+05:00')
    ),
    'address_masked', 'г. Алматы, ******',
    'courier', NULL,
    'timeline', (
        SELECT json_agg(json_build_object(
            'status', s.status, 'status_display', s.status,
            'timestamp', to_char(s.changed_at AT TIME ZONE 'Asia/Almaty', 'YYYY-MM-DD"T"HH24:MI:SS+05:00')
        ) ORDER BY s.id)
        FROM orders_orderstatuschange s WHERE s.order_id = o.id
    ),
    'photos', COALESCE((
        SELECT json_agg(json_build_object(
            'url', {media} || h.image,
            'uploaded_at', to_char(h.uploaded_at AT TIME ZONE 'Asia/Almaty', 'YYYY-MM-DD"T"HH24:MI:SS+05:00')
        ) ORDER BY h.id)
        FROM orders_orderphoto h WHERE h.order_id = o.id
    ), '[]'),
    'can_leave_feedback', false
)
FROM orders_order o
JOIN shops_shop s ON s.id = o.shop_id AND s.is_active
WHERE o.tracking_token = {token} AND o.archived_at IS NULL
