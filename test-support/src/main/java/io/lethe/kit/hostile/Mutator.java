// SPDX-License-Identifier: Apache-2.0
package io.lethe.kit.hostile;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * Makes records, bytes, keys, headers and texts as nobody honest sends them, from good ones, and
 * the same ones again from the same seed.
 */
public final class Mutator {
  /** What one field may come to: a record of a few of them is still one that a broker takes. */
  private static final int HUGE = 400_000;

  /** Huge ones are rare: their bytes are what a run takes its time for. */
  private static final int ONE_IN = 400;

  private static final List<String> ODD_TEXTS =
      List.of(
          "",
          " ",
          "\t\n",
          "\u0000",
          "..",
          "../../etc/passwd",
          "a/b",
          "/",
          "null",
          "NaN",
          "-1",
          "9223372036854775808",
          "1e400",
          "%s%n%d{}${x}",
          "{\"a\":{\"a\":{}}}",
          "[[[[",
          "İstanbul",
          "\u202Eevil",
          "\uD83D\uDE00",
          "\uD83D",
          "\uDE00x",
          "e\u0301",
          "artifact:blob/../x",
          "artifact:tree/",
          "file:///etc/passwd",
          "2026-01-01T00:00:00Z",
          "+1000000000-12-31T23:59:59.999999999Z",
          "P9999999999D");

  private static final long[] ODD_NUMBERS = {
    Long.MIN_VALUE,
    Long.MAX_VALUE,
    Long.MAX_VALUE - 1,
    Integer.MIN_VALUE,
    Integer.MAX_VALUE,
    Integer.MAX_VALUE + 1L,
    -1,
    0,
    1,
    2,
    4_102_444_800_000L
  };

  private static final double[] ODD_FRACTIONS = {
    Double.NaN,
    Double.NEGATIVE_INFINITY,
    Double.POSITIVE_INFINITY,
    Double.MAX_VALUE,
    Double.MIN_VALUE,
    -0.0,
    -1,
    0,
    1
  };

  private final Random random;

  /** A mutator whose work follows from the seed. */
  public Mutator(long seed) {
    random = new Random(seed);
  }

  /** A number from 0 up to, and without, the bound. */
  public int below(int bound) {
    return random.nextInt(bound);
  }

  /** One of these. */
  public <T> T oneOf(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  /** A copy with one to three fields that hold something odd of the field's type. */
  public <V extends SpecificRecord> V bent(V good) {
    V bent = SpecificData.getForClass(good.getClass()).deepCopy(good.getSchema(), good);
    List<Schema.Field> fields = good.getSchema().getFields();
    for (int times = 1 + random.nextInt(3); times > 0; times--) {
      Schema.Field field = oneOf(fields);
      bent.put(field.pos(), odd(field.schema(), bent.get(field.pos())));
    }
    return bent;
  }

  /** Bytes in the wire format that are damaged on their way, or were never meant so. */
  public byte[] spoilt(byte[] good) {
    return switch (random.nextInt(8)) {
      case 0 -> new byte[random.nextInt(6)];
      case 1 -> noise(random.nextInt(200));
      case 2 -> Arrays.copyOf(good, random.nextInt(good.length + 1));
      case 3 -> Arrays.copyOf(good, good.length + 1 + random.nextInt(20));
      case 4 -> withSchemaId(good, random.nextInt(20) - 2);
      case 5 -> withSchemaId(good, random.nextInt());
      default -> flipped(good);
    };
  }

  /** A text that stands where another is awaited. */
  public String text(String good) {
    return switch (random.nextInt(10)) {
      case 0 -> " " + good;
      case 1 -> good.toUpperCase(Locale.ROOT);
      case 2 -> good + oneOf(ODD_TEXTS);
      case 3 -> good.substring(0, random.nextInt(good.length() + 1));
      case 4 -> UUID.nameUUIDFromBytes(noise(8)).toString();
      case 5 -> HexFormat.of().formatHex(noise(32));
      case 6 -> oneOf(List.of("x", "é", "\"", "\uD83D\uDE00")).repeat(length());
      case 7 -> words(length());
      default -> oneOf(ODD_TEXTS);
    };
  }

  /** An odd number. */
  public long number() {
    return random.nextInt(4) == 0
        ? random.nextLong()
        : ODD_NUMBERS[random.nextInt(ODD_NUMBERS.length)];
  }

  /** Headers of any kind and number; now and then those of a trace, good, broken or very long. */
  public Headers headers() {
    RecordHeaders headers = new RecordHeaders();
    for (int left = random.nextInt(4); left > 0; left--) {
      String name = oneOf(List.of("traceparent", "tracestate", "", "content-type", "x"));
      headers.add(name, random.nextInt(8) == 0 ? null : header(name));
    }
    return headers;
  }

  private byte[] header(String name) {
    String value =
        switch (name) {
          case "traceparent" ->
              text("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0" + below(2));
          case "tracestate" -> "a=1" + oneOf(List.of(" ", "\t", ",", "é")).repeat(length()) + "b=2";
          default -> text("value");
        };
    return value.getBytes(StandardCharsets.UTF_8);
  }

  /** As many different ones as there is room for: what is done word by word takes longest. */
  private static String words(int length) {
    return IntStream.range(0, length / 6)
        .mapToObj(i -> Integer.toString(i, Character.MAX_RADIX))
        .collect(Collectors.joining(" "));
  }

  private int length() {
    return random.nextInt(ONE_IN) == 0
        ? HUGE
        : oneOf(List.of(2, 65, 129, 201, 1_025, 2_049)) + random.nextInt(3) - 1;
  }

  private Object odd(Schema schema, Object now) {
    return switch (schema.getType()) {
      case UNION -> oddOfUnion(schema, now);
      case STRING -> text(now == null ? "good" : now.toString());
      case ENUM -> enumOf(schema, oneOf(schema.getEnumSymbols()));
      case LONG -> isInstant(schema) ? Instant.ofEpochMilli(number()) : number();
      case INT -> (int) number();
      case DOUBLE -> ODD_FRACTIONS[random.nextInt(ODD_FRACTIONS.length)];
      case BOOLEAN -> random.nextBoolean();
      case ARRAY -> oddList(schema, now);
      case MAP -> oddMap(schema, now);
      case RECORD -> now == null ? null : bent((SpecificRecord) now);
      default -> now;
    };
  }

  private Object oddOfUnion(Schema union, Object now) {
    Schema branch = oneOf(union.getTypes());
    return branch.getType() == Schema.Type.NULL ? null : odd(branch, now);
  }

  private List<?> oddList(Schema schema, Object now) {
    List<?> good = now == null ? List.of() : (List<?>) now;
    return switch (random.nextInt(4)) {
      case 0 -> List.of();
      case 1 ->
          IntStream.range(0, 1 + random.nextInt(40))
              .mapToObj(i -> odd(schema.getElementType(), good.isEmpty() ? null : good.get(0)))
              .filter(Objects::nonNull)
              .toList();
      case 2 -> Stream.concat(good.stream(), good.stream()).<Object>map(e -> e).toList();
      default ->
          good.stream()
              .<Object>map(each -> odd(schema.getElementType(), each))
              .filter(Objects::nonNull)
              .toList();
    };
  }

  private Map<String, ?> oddMap(Schema schema, Object now) {
    Map<String, Object> map = new HashMap<>();
    if (now != null && random.nextBoolean()) {
      ((Map<?, ?>) now).forEach((key, value) -> map.put(key.toString(), value));
    }
    int more = random.nextInt(ONE_IN) == 0 ? 2_000 : random.nextInt(4);
    for (int i = 0; i < more; i++) {
      Object sample = map.isEmpty() ? null : map.values().iterator().next();
      map.put(text("key" + i), odd(schema.getValueType(), sample));
    }
    return map;
  }

  private static Object enumOf(Schema schema, String symbol) {
    return SpecificData.get().createEnum(symbol, schema);
  }

  private static boolean isInstant(Schema schema) {
    return schema.getLogicalType() != null;
  }

  private byte[] flipped(byte[] good) {
    byte[] bytes = good.clone();
    for (int times = 1 + random.nextInt(4); times > 0 && bytes.length > 0; times--) {
      bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
    }
    return bytes;
  }

  private byte[] noise(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  private static byte[] withSchemaId(byte[] good, int id) {
    byte[] bytes = good.clone();
    if (bytes.length >= 5) {
      ByteBuffer.wrap(bytes).putInt(1, id);
    }
    return bytes;
  }
}
