"""Pictures of a product over API v1."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from catalog.queries import get_image, image_record, images_of
from catalog.services import add_image, remove_image, update_image
from cvety.api.lists import ListFilter, read_page
from cvety.api.schema import list_parameters, page_of
from cvety.api.uploads import UploadView
from cvety.api.views import ApiView
from cvety.core.access import Module

from .serializers import ProductImageChanges, ProductImageInput, ProductImageRow


class ProductImagesView(UploadView):
    """The ETag of whatever is answered about a picture is the product's: an edit of either makes the other stale."""

    module = Module.PRODUCTS

    @extend_schema(
        summary="Фото товара",
        parameters=list_parameters(ListFilter),
        responses=page_of(ProductImageRow),
        tags=["products"],
    )
    def get(self, request: Request, product_id: int) -> Response:
        page = read_page(request.query_params)
        images = images_of(shop=self.shop, product_id=product_id)
        return self.answer(page.envelope([image_record(image) for image in page.cut(images)], images.count()))

    @extend_schema(
        summary="Добавить фото товара",
        request={"multipart/form-data": ProductImageInput},
        responses={201: ProductImageRow},
        tags=["products"],
    )
    def post(self, request: Request, product_id: int) -> Response:
        values = self.read(ProductImageInput)
        image = add_image(
            shop=self.shop, product_id=product_id, upload=values["file"], is_main=values.get("is_main", False)
        )
        return self.answer(image_record(image), row=image.product, status=201)


class ProductImageView(ApiView):
    module = Module.PRODUCTS

    @extend_schema(summary="Одно фото товара", responses=ProductImageRow, tags=["products"])
    def get(self, request: Request, product_id: int, image_id: int) -> Response:
        image = get_image(shop=self.shop, product_id=product_id, image_id=image_id)
        return self.answer(image_record(image), row=image.product)

    @extend_schema(
        summary="Сделать фото главным или переставить",
        request=ProductImageChanges,
        responses=ProductImageRow,
        tags=["products"],
    )
    def patch(self, request: Request, product_id: int, image_id: int) -> Response:
        image = update_image(
            shop=self.shop,
            product_id=product_id,
            image_id=image_id,
            changes=self.read(ProductImageChanges),
            expected_version=self.expected_version,
        )
        return self.answer(image_record(image), row=image.product)

    @extend_schema(summary="Удалить фото товара", responses={204: None}, tags=["products"])
    def delete(self, request: Request, product_id: int, image_id: int) -> Response:
        remove_image(shop=self.shop, product_id=product_id, image_id=image_id, expected_version=self.expected_version)
        return self.answer(None, status=204)
