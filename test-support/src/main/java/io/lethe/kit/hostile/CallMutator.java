// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.hostile;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** Makes calls as nobody honest makes them from a good one: its body, its path, its headers. */
public final class CallMutator {
  /** What a server answers before it knows which of its routes is meant. */
  private static final Set<Integer> TO_ODD_PATHS = Set.of(400, 404, 405, 414, 431);

  /** What it answers to headers that are none, too many, or a page's of another site. */
  private static final Set<Integer> TO_ODD_HEADERS = Set.of(400, 403, 415, 421, 431);

  private static final List<String> ODD_NAMES =
      List.of(
          "traceparent",
          "tracestate",
          "Idempotency-Key",
          "Content-Type",
          "Authorization",
          "Origin",
          "Host",
          "Accept",
          "Cookie",
          "X-HTTP-Method-Override",
          "ce-specversion",
          "ce-type",
          "ce-source",
          "ce-id",
          "ce-",
          "x");

  private static final List<String> GOOD_VALUES =
      List.of(
          "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
          "a=1,b=2",
          "application/json",
          "application/json; charset=utf-16",
          "http://localhost",
          "localhost",
          "1.0",
          "POST",
          "a value");

  private final Mutator mutator;
  private final BodyMutator bodies;

  /** A mutator whose work follows from the seed. */
  public CallMutator(long seed) {
    mutator = new Mutator(seed);
    bodies = new BodyMutator(seed);
  }

  /**
   * A call that is no longer as it should be, or is by chance.
   *
   * @param call to be sent
   * @param besides what it may be answered besides what its route answers
   */
  public record Bent(RawCall call, Set<Integer> besides) {}

  /** For what a test bends itself. */
  public Mutator mutator() {
    return mutator;
  }

  /** For bodies that are JSON in a part only. */
  public BodyMutator bodies() {
    return bodies;
  }

  /** One whose body is a JSON object. */
  public Bent bent(GoodCall good) {
    return bent(good, bodies::bent);
  }

  /**
   * One whose body is anything.
   *
   * @param bending makes a body of the good one
   */
  public Bent bent(GoodCall good, Function<String, byte[]> bending) {
    String target = good.target();
    List<String> headers = good.headers();
    byte[] body = good.body().getBytes(UTF_8);
    int what = good.hasBody() ? mutator.below(10) : 6 + mutator.below(4);
    if (what < 6) {
      return new Bent(
          new RawCall(good.method(), target, headers, bending.apply(good.body())), Set.of());
    }
    return what < 8
        ? new Bent(new RawCall(good.method(), oddTarget(good), headers, body), TO_ODD_PATHS)
        : new Bent(new RawCall(good.method(), target, odd(headers), body), TO_ODD_HEADERS);
  }

  private String oddTarget(GoodCall good) {
    String target = good.target();
    if (!good.values().isEmpty() && mutator.below(4) > 0) {
      Map.Entry<String, String> value = mutator.oneOf(List.copyOf(good.values().entrySet()));
      String odd = mutator.text(value.getValue());
      return target.replace(value.getValue(), mutator.below(4) == 0 ? raw(odd) : encoded(odd));
    }
    return switch (mutator.below(6)) {
      case 0 -> target + "?" + raw(mutator.text("verbose=true"));
      case 1 -> target + "/" + encoded(mutator.text("x"));
      case 2 -> target + "/..";
      case 3 -> target.replaceFirst("/", "//");
      case 4 -> target + ";" + raw(mutator.text("x=1"));
      default -> "/" + raw(mutator.text(target));
    };
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, UTF_8).replace("+", "%20");
  }

  /** As it is, but for blanks: what stands behind one would be the version of HTTP. */
  private static String raw(String text) {
    return text.replaceAll("\\s", "");
  }

  private List<String> odd(List<String> headers) {
    List<String> odd = new ArrayList<>(headers);
    for (int times = 1 + mutator.below(3); times > 0; times--) {
      int place = mutator.below(odd.size() + 1);
      if (place == odd.size()) {
        odd.add(mutator.oneOf(ODD_NAMES) + ": " + mutator.text(mutator.oneOf(GOOD_VALUES)));
      } else if (mutator.below(4) == 0) {
        odd.remove(place);
      } else {
        String header = odd.get(place);
        int value = header.indexOf(':') + 2;
        odd.set(place, header.substring(0, value) + mutator.text(header.substring(value)));
      }
    }
    return odd;
  }
}
