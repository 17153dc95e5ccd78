// SPDX-License-Identifier: Apache-2.0
package io.lethe.pipeline;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lethe.domain.crypto.Digests;
import io.lethe.domain.json.CanonicalJson;
import io.lethe.domain.policy.ModelPolicy;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A digest of canonical JSON can be computed in another language. */
class CanonicalJsonIT {
  private static final int NUMBERS = 20_000;
  private static final long SEED = 8785;
  private static final Path SCRIPT = Path.of("..", "python", "check_canonical_json.py");
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path scratch;

  @Test
  void shouldSpellPoliciesTextsAndNumbersAsPythonDoes() throws Exception {
    ArrayNode cases = JSON.createArrayNode();
    add(cases, ModelPolicy.defaults().toCanonicalJson());
    add(cases, "{ \"gate\": {\"maxAttackGap\": 1e-4, \"maxTestDropFromRoot\": 0.10} }");
    add(
        cases,
        "{\"\\u20ac\":1,\"\\r\":2,\"\\ufb33\":3,\"\\ud83d\\ude00\":4,\"\\u0080\":\"\\u001f\\u007f\"}");
    add(cases, "[9007199254740991, -9007199254740991, 1e21, -0.0, true, null, []]");
    Random random = new Random(SEED);
    for (int i = 0; i < NUMBERS; i++) {
      add(cases, "[" + anyNumber(random) + "]");
    }

    Path file = scratch.resolve("cases.json");
    JSON.writeValue(file.toFile(), cases);
    PythonPeer.start(scratch.resolve("python.log"), List.of(SCRIPT.toString(), file.toString()))
        .require();
  }

  /** Of every magnitude: half of them any bits, half of them of the size of metrics. */
  private static double anyNumber(Random random) {
    double any = Double.longBitsToDouble(random.nextLong());
    return random.nextBoolean() && Double.isFinite(any)
        ? any
        : random.nextGaussian() * Math.pow(10, random.nextInt(30) - 15);
  }

  private static void add(ArrayNode cases, String text) throws Exception {
    byte[] canonical = CanonicalJson.bytes(JSON.readTree(text));
    ObjectNode one = cases.addObject().put("text", text);
    one.put("canonical", CanonicalJson.text(JSON.readTree(text)));
    one.put("sha256", Digests.sha256Hex(canonical));
  }
}
