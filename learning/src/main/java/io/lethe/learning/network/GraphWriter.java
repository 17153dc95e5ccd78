// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.network;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;
import org.tensorflow.proto.VersionDef;

/**
 * Writes TensorFlow nodes straight as protocol buffers: no native library and no session is needed
 * to build a graph, and every gradient is stated where its layer is.
 */
public final class GraphWriter {
  /** A graph version of TensorFlow 2.16; older numbers switch on rules of long ago. */
  private static final int PRODUCER = 1766;

  private final GraphDef.Builder graph =
      GraphDef.newBuilder()
          .setVersions(VersionDef.newBuilder().setProducer(PRODUCER).setMinConsumer(12));
  private final Map<String, Integer> taken = new HashMap<>();
  private final Deque<Tensor> guards = new ArrayDeque<>();

  /** A node of this type; its name is made unique. */
  public Node op(String type, String name) {
    int earlier = taken.merge(name, 1, Integer::sum);
    return new Node(type, earlier == 1 ? name : unique(name, earlier));
  }

  private String unique(String name, int number) {
    String candidate = name + "_" + number;
    return taken.putIfAbsent(candidate, 1) == null ? candidate : unique(name, number + 1);
  }

  /**
   * Builds nodes that run only where {@code guard} is alive: each gets a control dependency on it,
   * and a node behind a dead one is not executed.
   */
  <T> T guardedBy(Tensor guard, Supplier<T> nodes) {
    guards.push(guard);
    try {
      return nodes.get();
    } finally {
      guards.pop();
    }
  }

  /** The finished graph. */
  public GraphDef build() {
    return graph.build();
  }

  // ------------------------------------------------------------------------------------------------ constants

  Tensor constant(String name, float value) {
    return constant(name, DataType.DT_FLOAT, bytes(4).putFloat(value), new long[0]);
  }

  Tensor constant(String name, double value) {
    return constant(name, DataType.DT_DOUBLE, bytes(8).putDouble(value), new long[0]);
  }

  Tensor constant(String name, long value) {
    return constant(name, DataType.DT_INT64, bytes(8).putLong(value), new long[0]);
  }

  Tensor constant(String name, int value) {
    return constant(name, DataType.DT_INT32, bytes(4).putInt(value), new long[0]);
  }

  Tensor ints(String name, long... values) {
    ByteBuffer content = bytes(4 * values.length);
    for (long value : values) {
      content.putInt(Math.toIntExact(value));
    }
    return constant(name, DataType.DT_INT32, content, new long[] {values.length});
  }

  /** Pairs (before, after) for each dimension. */
  Tensor paddings(String name, int... values) {
    ByteBuffer content = bytes(4 * values.length);
    for (int value : values) {
      content.putInt(value);
    }
    return constant(name, DataType.DT_INT32, content, new long[] {values.length / 2, 2});
  }

  Tensor floats(String name, float... values) {
    ByteBuffer content = bytes(4 * values.length);
    for (float value : values) {
      content.putFloat(value);
    }
    return constant(name, DataType.DT_FLOAT, content, new long[] {values.length});
  }

  Tensor booleans(String name, boolean... values) {
    ByteBuffer content = bytes(values.length);
    for (boolean value : values) {
      content.put((byte) (value ? 1 : 0));
    }
    return constant(name, DataType.DT_BOOL, content, new long[] {values.length});
  }

  Tensor strings(String name, List<String> values) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder()
            .setDtype(DataType.DT_STRING)
            .setTensorShape(shapeOf(values.size()));
    values.forEach(
        value -> tensor.addStringVal(ByteString.copyFrom(value, StandardCharsets.UTF_8)));
    return constant(name, tensor.build());
  }

  private Tensor constant(String name, DataType type, ByteBuffer content, long[] shape) {
    return constant(
        name,
        TensorProto.newBuilder()
            .setDtype(type)
            .setTensorShape(shapeOf(shape))
            .setTensorContent(ByteString.copyFrom(content.flip()))
            .build());
  }

  private Tensor constant(String name, TensorProto value) {
    return op("Const", name)
        .type("dtype", value.getDtype())
        .attr("value", AttrValue.newBuilder().setTensor(value))
        .build();
  }

  private static ByteBuffer bytes(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  public static TensorShapeProto shapeOf(long... dimensions) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (long dimension : dimensions) {
      shape.addDim(TensorShapeProto.Dim.newBuilder().setSize(dimension));
    }
    return shape.build();
  }

  // ------------------------------------------------------------------------------------------------ nodes

  /** One node on its way into the graph; {@link #build} puts it there. */
  public final class Node {
    private final NodeDef.Builder node;
    private final StringBuilder controls = new StringBuilder();

    private Node(String type, String name) {
      node = NodeDef.newBuilder().setOp(type).setName(name);
    }

    /** Data inputs, in the operation's order. */
    public Node in(Tensor... inputs) {
      for (Tensor input : inputs) {
        node.addInput(input.input());
      }
      return this;
    }

    public Node in(List<Tensor> inputs) {
      return in(inputs.toArray(Tensor[]::new));
    }

    /** Runs only after these. */
    Node after(List<Tensor> earlier) {
      earlier.forEach(tensor -> controls.append('^').append(tensor.node()).append('\n'));
      return this;
    }

    Node after(Tensor earlier) {
      return after(List.of(earlier));
    }

    public Node type(String name, DataType type) {
      return attr(name, AttrValue.newBuilder().setType(type));
    }

    /** The usual attribute of a float operation. */
    Node floatT() {
      return type("T", DataType.DT_FLOAT);
    }

    Node attr(String name, long value) {
      return attr(name, AttrValue.newBuilder().setI(value));
    }

    Node attr(String name, float value) {
      return attr(name, AttrValue.newBuilder().setF(value));
    }

    Node attr(String name, boolean value) {
      return attr(name, AttrValue.newBuilder().setB(value));
    }

    Node attr(String name, String value) {
      return attr(name, AttrValue.newBuilder().setS(ByteString.copyFromUtf8(value)));
    }

    public Node shape(String name, long... dimensions) {
      return attr(name, AttrValue.newBuilder().setShape(shapeOf(dimensions)));
    }

    Node longs(String name, long... values) {
      AttrValue.ListValue.Builder list = AttrValue.ListValue.newBuilder();
      for (long value : values) {
        list.addI(value);
      }
      return attr(name, AttrValue.newBuilder().setList(list));
    }

    Node types(String name, List<DataType> values) {
      return attr(
          name,
          AttrValue.newBuilder().setList(AttrValue.ListValue.newBuilder().addAllType(values)));
    }

    private Node attr(String name, AttrValue.Builder value) {
      node.putAttr(name, value.build());
      return this;
    }

    /** Adds the node to the graph and gives its first output. */
    public Tensor build() {
      if (!guards.isEmpty()) {
        after(guards.peek());
      }
      controls.toString().lines().distinct().forEach(node::addInput);
      graph.addNode(node);
      return new Tensor(node.getName(), 0);
    }
  }
}
