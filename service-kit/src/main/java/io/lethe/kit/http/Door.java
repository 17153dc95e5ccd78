// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.http;

import static java.util.Objects.requireNonNull;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * What every request of every service must keep before its body is read: it names this machine as
 * its host where only this machine is answered, and no public name elsewhere (a page whose name was
 * rebound to this machine names its own), its method is the one that it is routed by, its path has
 * no parameters, it does not come from another site's page where it may change something, and its
 * body is of a type that no page can send without asking first.
 *
 * <p>Why: docs/decisions/0033-http-is-for-this-machine-unless-told.md.
 */
final class Door extends Handler.Wrapper {
  private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");
  private static final String METHOD_OVERRIDE = "X-HTTP-Method-Override";
  private static final Pattern LOOPBACK_NAME =
      Pattern.compile("localhost|127(\\.[0-9]{1,3}){3}|\\[(::1|0:0:0:0:0:0:0:1)]");

  /** What no public name looks like, so that no page can have it: an address, or a name inside. */
  private static final Pattern INSIDE =
      Pattern.compile(
          "[0-9]{1,3}(\\.[0-9]{1,3}){3}|\\[[0-9a-f:.]+]"
              + "|[a-z0-9_-]+|[a-z0-9._-]+\\.(svc|internal|local|localdomain|lan|home\\.arpa)");

  private static final Pattern PORT = Pattern.compile(":[0-9]*$");

  private final HttpAddress address;
  private final boolean isLoopback;
  private final HttpBounds bounds;
  private final HttpForm form;
  private final JsonErrors errors;

  private record Refusal(int status, String rule) {}

  /** In front of what answers at an address. */
  Door(HttpAddress address, HttpBounds bounds, HttpForm form) {
    this.address = requireNonNull(address, "address");
    this.isLoopback = address.isLoopback();
    this.bounds = requireNonNull(bounds, "bounds");
    this.form = requireNonNull(form, "form");
    errors = new JsonErrors(bounds, form);
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    Optional<Refusal> refusal =
        host(request)
            .or(() -> method(request))
            .or(() -> path(request))
            .or(() -> origin(request))
            .or(() -> contentType(request))
            .or(() -> length(request));
    if (refusal.isEmpty()) {
      return super.handle(request, response, callback);
    }
    errors.write(response, callback, refusal.get().status(), refusal.get().rule());
    return true;
  }

  /** A client of HTTP/1.0 may name no host; no browser is one. */
  private Optional<Refusal> host(Request request) {
    String host = request.getHeaders().get(HttpHeader.HOST);
    if (host == null) {
      return Optional.empty();
    }
    String name = PORT.matcher(host.toLowerCase(Locale.ROOT)).replaceFirst("");
    boolean known =
        LOOPBACK_NAME.matcher(name).matches()
            || name.equals(address.host().toLowerCase(Locale.ROOT))
            || (!isLoopback && INSIDE.matcher(name).matches());
    return refuseUnless(
        known,
        HttpStatus.MISDIRECTED_REQUEST_421,
        isLoopback
            ? "Host names another machine, and this service answers its own alone: ask it as"
                + " localhost, or configure http-host"
            : "Host is a public name, which a page's may be that was rebound to this machine: ask by"
                + " address or by a name of this network, or configure http-host");
  }

  /** Javalin routes by the header; what is asked here is asked of the method. */
  private static Optional<Refusal> method(Request request) {
    return refuseUnless(
        !request.getHeaders().contains(METHOD_OVERRIDE),
        HttpStatus.BAD_REQUEST_400,
        METHOD_OVERRIDE + " is not followed here; leave it out, and send the method itself");
  }

  /** No route has parameters in its path, and one that is written wrongly would fail it. */
  private static Optional<Refusal> path(Request request) {
    String path = request.getHttpURI().getPath();
    return refuseUnless(
        path == null || path.indexOf(';') < 0,
        HttpStatus.BAD_REQUEST_400,
        "a path has no parameters here; leave out what begins with a semicolon, or write it %3B");
  }

  private static Optional<Refusal> origin(Request request) {
    HttpFields headers = request.getHeaders();
    String origin = headers.get(HttpHeader.ORIGIN);
    if (origin == null || READING.contains(request.getMethod())) {
      return Optional.empty();
    }
    String host = headers.get(HttpHeader.HOST);
    return refuseUnless(
        origin.equalsIgnoreCase("http://" + host) || origin.equalsIgnoreCase("https://" + host),
        HttpStatus.FORBIDDEN_403,
        "Origin is another site's, whose pages may change nothing here");
  }

  private Optional<Refusal> contentType(Request request) {
    HttpFields headers = request.getHeaders();
    String type = headers.get(HttpHeader.CONTENT_TYPE);
    boolean hasBody = request.getLength() > 0 || headers.contains(HttpHeader.TRANSFER_ENCODING);
    if (READING.contains(request.getMethod()) || (type == null && !hasBody)) {
      return Optional.empty();
    }
    return refuseUnless(isTaken(type), HttpStatus.UNSUPPORTED_MEDIA_TYPE_415, form.typeRule());
  }

  private boolean isTaken(@Nullable String type) {
    Map<String, String> parameters = new HashMap<>();
    return form.taken().contains(base(type, parameters))
        && "utf-8".equalsIgnoreCase(parameters.getOrDefault("charset", "utf-8"));
  }

  /** In lower case; empty where there is none, or a quote has no end. */
  private static String base(@Nullable String type, Map<String, String> parameters) {
    try {
      String base = HttpField.getValueParameters(type, parameters);
      return base == null ? "" : base.toLowerCase(Locale.ROOT);
    } catch (IllegalArgumentException e) {
      return "";
    }
  }

  private Optional<Refusal> length(Request request) {
    return refuseUnless(
        request.getLength() <= Math.max(bounds.bodyBytes(), WholeBody.MOST_DROPPED),
        HttpStatus.PAYLOAD_TOO_LARGE_413,
        bounds.bodyRule());
  }

  private static Optional<Refusal> refuseUnless(boolean kept, int status, String rule) {
    return kept ? Optional.empty() : Optional.of(new Refusal(status, rule));
  }
}
