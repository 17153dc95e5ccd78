// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.http;

import static java.util.Objects.requireNonNull;

import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.router.Endpoint;
import io.javalin.security.Roles;
import io.lethe.kit.access.Access;
import io.lethe.kit.access.Anybody;
import io.lethe.kit.access.Caller;
import io.lethe.kit.access.CallersUnavailableException;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;

/**
 * Asks at every route who comes, by his bearer token, and lets in whom the route answers. Where
 * access is open nobody is asked.
 *
 * <p>Why: docs/decisions/0041-tokens-and-roles.md.
 */
public final class Reception {
  private static final String CALLER = "lethe.caller";
  private static final String SCHEME = "Bearer ";
  private static final String ASKS = "Bearer";
  private static final String NO_TOKEN =
      "a token is needed: send the header Authorization: Bearer TOKEN; lethe's commands take"
          + " --token-file or LETHE_TOKEN_FILE";
  private static final String UNKNOWN =
      "the token is nobody's here, or no longer: get a new one from whoever runs the pipeline";
  private static final String UNAVAILABLE =
      "who you are cannot be told now, for the issuer's keys cannot be had; ask again";

  private final Access access;

  Reception(Access access) {
    this.access = requireNonNull(access, "access");
  }

  /** Who sent a request that was let in. */
  public static Caller caller(Context http) {
    return requireNonNull(http.<Caller>attribute(CALLER), "the route answers anybody");
  }

  void addTo(JavalinConfig config) {
    config.routes.beforeMatched(this::receive);
  }

  /** A route that says nothing would answer nobody; that is told at the start, not by a 403. */
  static void requireRoles(JavalinConfig config) {
    List<String> silent =
        config.unsafe.internalRouter.allHttpHandlers().stream()
            .map(each -> each.endpoint)
            .filter(each -> each.method.isHttpMethod() && !hasRoles(each))
            .map(each -> each.method.name() + " " + each.path)
            .toList();
    if (!silent.isEmpty()) {
      throw new IllegalStateException(
          "routes without roles: " + silent + "; name those whom each answers, or ANYBODY");
    }
  }

  private static boolean hasRoles(Endpoint endpoint) {
    Roles roles = endpoint.metadata(Roles.class);
    return roles != null && !roles.getRoles().isEmpty();
  }

  private void receive(Context http) {
    if (http.routeRoles().contains(Anybody.ANYBODY)) {
      return;
    }
    if (access.isOpen()) {
      http.attribute(CALLER, Caller.LOCAL);
      return;
    }
    Optional<String> token = token(http);
    if (token.isEmpty()) {
      turnAway(http, ASKS, NO_TOKEN);
      return;
    }
    try {
      letIn(http, access.callers().flatMap(callers -> callers.bearing(token.get())));
    } catch (CallersUnavailableException e) {
      refuse(http, HttpStatus.SERVICE_UNAVAILABLE_503, UNAVAILABLE);
    }
  }

  private static void letIn(Context http, Optional<Caller> caller) {
    if (caller.isEmpty()) {
      turnAway(http, ASKS + " error=\"invalid_token\"", UNKNOWN);
    } else if (http.routeRoles().contains(caller.get().role())) {
      http.attribute(CALLER, caller.get());
    } else {
      refuse(
          http,
          HttpStatus.FORBIDDEN_403,
          "the role %s may not do this; ask with a token of one of %s"
              .formatted(
                  caller.get().role().label(),
                  http.routeRoles().stream().map(Object::toString).sorted().toList()));
    }
  }

  private static Optional<String> token(Context http) {
    return Optional.ofNullable(http.header(HttpHeader.AUTHORIZATION.asString()))
        .filter(header -> header.regionMatches(true, 0, SCHEME, 0, SCHEME.length()))
        .map(header -> header.substring(SCHEME.length()).strip())
        .filter(token -> !token.isEmpty());
  }

  private static void turnAway(Context http, String challenge, String rule) {
    http.header(HttpHeader.WWW_AUTHENTICATE.asString(), challenge);
    refuse(http, HttpStatus.UNAUTHORIZED_401, rule);
  }

  private static void refuse(Context http, int status, String rule) {
    Problems.answer(http, status, List.of(rule));
    http.skipRemainingHandlers();
  }
}
