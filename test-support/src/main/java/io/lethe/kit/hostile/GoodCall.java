// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.hostile;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A call as an honest one makes it.
 *
 * @param status what it is answered
 * @param method of the route
 * @param path of the route, with parameters as {@code {name}}
 * @param values of the path's parameters, by name
 * @param headers each a whole line
 * @param body may be empty
 */
public record GoodCall(
    int status,
    String method,
    String path,
    Map<String, String> values,
    List<String> headers,
    String body) {
  /** Puts the parameters into an order, so that a seed bends the same ones again. */
  public GoodCall {
    values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
    headers = List.copyOf(headers);
  }

  /** The route in words. */
  public String route() {
    return method + " " + path;
  }

  /** Whether it sends anything. */
  public boolean hasBody() {
    return !body.isEmpty();
  }

  /** Where it goes. */
  public String target() {
    String target = path;
    for (Map.Entry<String, String> value : values.entrySet()) {
      target = target.replace("{" + value.getKey() + "}", value.getValue());
    }
    return target;
  }

  /** The same with another name for what it sends. */
  public GoodCall renamed(String name, String other) {
    return new GoodCall(
        status,
        method,
        path,
        values,
        headers.stream().map(header -> header.replace(name, other)).toList(),
        body.replace(name, other));
  }

  /** As it is sent. */
  public RawCall raw() {
    return new RawCall(method, target(), headers, body.getBytes(UTF_8));
  }
}
