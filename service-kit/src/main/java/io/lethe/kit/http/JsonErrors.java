// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.http;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * What the server itself refuses, before any route is asked, in the form of {@link HttpForm}: never
 * a page, a stack trace, or what the client sent.
 */
final class JsonErrors extends ErrorHandler {
  private final HttpBounds bounds;
  private final HttpForm form;

  JsonErrors(HttpBounds bounds, HttpForm form) {
    this.bounds = requireNonNull(bounds, "bounds");
    this.form = requireNonNull(form, "form");
  }

  @Override
  public boolean errorPageForMethod(String method) {
    return true;
  }

  @Override
  protected void generateResponse(
      Request request,
      Response response,
      int code,
      @Nullable String message,
      @Nullable Throwable cause,
      Callback callback) {
    write(response, callback, code, rule(code));
  }

  /** Answers so, and ends the request. */
  void write(Response response, Callback callback, int code, String rule) {
    response.setStatus(code);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, form.answers());
    String body = form.refusal().of(code, List.of(rule)).toString();
    response.write(true, BufferUtil.toBuffer(body, StandardCharsets.UTF_8), callback);
  }

  private String rule(int code) {
    return switch (code) {
      case HttpStatus.PAYLOAD_TOO_LARGE_413 -> bounds.bodyRule();
      case HttpStatus.REQUEST_HEADER_FIELDS_TOO_LARGE_431 ->
          "the headers are too long; send fewer or shorter ones";
      case HttpStatus.URI_TOO_LONG_414 -> "the path is too long; ids and names have their lengths";
      case HttpStatus.INTERNAL_SERVER_ERROR_500 -> "the service failed; its log says why";
      default ->
          code < HttpStatus.INTERNAL_SERVER_ERROR_500
              ? "the request is not HTTP as this service takes it: " + HttpStatus.getMessage(code)
              : HttpStatus.getMessage(code);
    };
  }
}
