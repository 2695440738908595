-- A page of the documented list of products without a count of stock as JSON, and their number, in one statement.
WITH page AS (
    SELECT * FROM catalog_product WHERE shop_id = {shop} AND archived_at IS NULL {where}
    ORDER BY created_at DESC, id DESC LIMIT 20
)
SELECT
    (SELECT json_agg(row_to_json(o)) FROM (
        SELECT
            p.id, p.version, p.name, p.category, 'Букет' AS category_display, p.description,
            p.cost_price, p.retail_price, p.sale_price,
            CASE WHEN p.sale_price IS NULL OR p.retail_price = 0 THEN 0
                ELSE round((p.retail_price - p.sale_price) * 100.0 / p.retail_price) END::int AS discount_percentage,
            COALESCE(p.sale_price, p.retail_price) AS current_price,
            p.is_active, p.is_popular, p.is_new,
            true AS in_stock, 0 AS stock_quantity, p.is_stock_tracked, p.make_minutes,
            COALESCE((
                SELECT json_agg(json_build_object(
                    'id', i.id, 'url', {media} || i.image, 'thumbnail', {media} || i.thumbnail,
                    'is_main', i.is_main, 'position', i.position
                ) ORDER BY i.is_main DESC, i.position, i.id)
                FROM catalog_productimage i WHERE i.product_id = p.id
            ), '[]') AS images,
            COALESCE((
                SELECT json_agg(json_build_object(
                    'id', r.id, 'name', r.label, 'quantity', r.quantity, 'unit', r.unit
                ) ORDER BY r.position, r.id)
                FROM catalog_recipeline r WHERE r.product_id = p.id
            ), '[]') AS ingredients,
            json_build_object(
                'orders_count', p.orders_count, 'revenue', p.revenue,
                'last_ordered',
                to_char(p.last_ordered_at AT TIME ZONE 'Asia/Almaty', 'YYYY-MM-DD"T"HH24:MI:SS+05:00')
            ) AS stats,
            to_char(p.created_at AT TIME ZONE 'Asia/Almaty', 'YYYY-MM-DD"T"HH24:MI:SS+05:00') AS created_at,
            to_char(p.updated_at AT TIME ZONE 'Asia/Almaty', 'YYYY-MM-DD"T"HH24:MI:SS+05:00') AS updated_at
        FROM page p
        ORDER BY p.created_at DESC, p.id DESC
    ) o) AS items,
    (SELECT count(*) FROM catalog_product WHERE shop_id = {shop} AND archived_at IS NULL {where}) AS total,
    {offset} AS skipped
