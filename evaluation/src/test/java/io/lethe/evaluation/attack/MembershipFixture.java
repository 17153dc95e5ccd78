// SPDX-License-Identifier: Apache-2.0
package io.lethe.evaluation.attack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;

/** Real outputs of two CIFAR-10 models and what the reference's attackers made of them. */
@SuppressWarnings("ArrayRecordComponent") // test data, read only
record MembershipFixture(
    String name,
    double[][] attackRows,
    double[][] forgetRows,
    boolean[] member,
    int[] attackClasses,
    int[] forgetClasses,
    int[] fold,
    JsonNode expected) {

  @Override
  public String toString() {
    return name;
  }

  static List<MembershipFixture> all() throws IOException {
    JsonNode root;
    try (InputStream in = open("mia.json")) {
      root = new ObjectMapper().readTree(in);
    }
    List<MembershipFixture> fixtures = new ArrayList<>();
    for (JsonNode model : root.get("cases")) {
      double[][] rows = npy(model.get("probabilities").asText());
      int attackRows = model.get("attack_rows").asInt();
      int[] member = ints(model.get("member"));
      boolean[] flags = new boolean[member.length];
      IntStream.range(0, member.length).forEach(i -> flags[i] = member[i] == 1);
      fixtures.add(
          new MembershipFixture(
              model.get("name").asText(),
              Arrays.copyOf(rows, attackRows),
              Arrays.copyOfRange(rows, attackRows, rows.length),
              flags,
              ints(model.get("class_of_attack_row")),
              ints(model.get("class_of_forget_row")),
              ints(model.get("fold")),
              model));
    }
    return fixtures;
  }

  private static int[] ints(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).mapToInt(JsonNode::asInt).toArray();
  }

  /**
   * Reads a NumPy file of format 1.0: magic, header length, header (a Python literal), float32
   * little-endian rows.
   */
  private static double[][] npy(String file) throws IOException {
    ByteBuffer bytes;
    try (InputStream in = open(file)) {
      bytes = ByteBuffer.wrap(in.readAllBytes()).order(ByteOrder.LITTLE_ENDIAN);
    }
    int headerLength = Short.toUnsignedInt(bytes.getShort(8));
    String header = new String(bytes.array(), 10, headerLength, StandardCharsets.US_ASCII);
    if (!header.contains("'<f4'")
        || !header.contains("'fortran_order': False")
        || !header.contains("(3000, 10)")) {
      throw new IOException(file + " is not a float32 matrix of 3000 x 10 in C order: " + header);
    }
    bytes.position(10 + headerLength);
    double[][] rows = new double[3000][10];
    for (double[] row : rows) {
      for (int c = 0; c < row.length; c++) {
        row[c] = bytes.getFloat();
      }
    }
    return rows;
  }

  private static InputStream open(String file) throws IOException {
    InputStream in = MembershipFixture.class.getResourceAsStream("/mia/" + file);
    if (in == null) {
      throw new IOException("/mia/" + file + " is missing from the test resources");
    }
    return in;
  }
}
