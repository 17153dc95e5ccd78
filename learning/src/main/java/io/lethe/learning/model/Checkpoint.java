// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.model;

import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.tensorflow.proto.BundleEntryProto;
import org.tensorflow.proto.BundleHeaderProto;
import org.tensorflow.proto.DataType;

/**
 * The numbers that lie in a SavedModel's {@code variables/}, read without TensorFlow: the runtime
 * has no signature that gives them away. The index is a table of sorted keys as LevelDB writes it
 * (uncompressed blocks, a footer of 48 bytes); its first entry describes the bundle, each other one
 * says where a tensor lies.
 *
 * @see <a
 *     href="https://github.com/tensorflow/tensorflow/blob/v2.16.1/tensorflow/core/util/tensor_bundle/tensor_bundle.h">tensor_bundle.h</a>
 */
final class Checkpoint {
  private static final int FOOTER = 48;
  private static final long MAGIC = 0xdb4775248b80fb57L;

  private final Path model;
  private final int shards;
  private final Map<String, BundleEntryProto> entries;

  private Checkpoint(Path model, int shards, Map<String, BundleEntryProto> entries) {
    this.model = model;
    this.shards = shards;
    this.entries = entries;
  }

  /**
   * Reads the index.
   *
   * @throws ModelException if there is none, or it is damaged
   */
  static Checkpoint of(Path model) {
    Path index = Path.of(ModelDirectory.checkpointPrefix(model) + ".index");
    try {
      ByteBuffer table = ByteBuffer.wrap(Files.readAllBytes(index)).order(ByteOrder.LITTLE_ENDIAN);
      if (table.limit() < FOOTER || table.getLong(table.limit() - Long.BYTES) != MAGIC) {
        throw new ModelException(index + " is no index of a checkpoint; take an undamaged copy");
      }
      ByteBuffer footer = table.duplicate().position(table.limit() - FOOTER);
      handle(footer); // of what LevelDB's filters would need
      Map<String, BundleEntryProto> entries = new LinkedHashMap<>();
      int shards = 1;
      for (Map.Entry<String, ByteBuffer> block : block(table, handle(footer)).entrySet()) {
        for (Map.Entry<String, ByteBuffer> entry :
            block(table, handle(block.getValue())).entrySet()) {
          if (entry.getKey().isEmpty()) {
            shards = BundleHeaderProto.parseFrom(entry.getValue()).getNumShards();
          } else {
            entries.put(entry.getKey(), BundleEntryProto.parseFrom(entry.getValue()));
          }
        }
      }
      return new Checkpoint(model, shards, entries);
    } catch (InvalidProtocolBufferException
        | IllegalArgumentException
        | IndexOutOfBoundsException
        | BufferUnderflowException
        | NegativeArraySizeException
        | ArithmeticException e) {
      throw new ModelException(index + " is damaged; take an undamaged copy", e);
    } catch (IOException e) {
      throw new ModelException(index + " cannot be read", e);
    }
  }

  /** The names of all tensors. */
  Set<String> keys() {
    return Set.copyOf(entries.keySet());
  }

  /** Whether there is a tensor of 32-bit floats of this name and size that fits into memory. */
  boolean holds(String key, long size) {
    BundleEntryProto entry = entries.get(key);
    return entry != null
        && entry.getDtype() == DataType.DT_FLOAT
        && entry.getSize() == size * Float.BYTES
        && entry.getSize() <= Integer.MAX_VALUE
        && entry.getOffset() >= 0;
  }

  /**
   * The numbers of a tensor that it {@link #holds}.
   *
   * @throws ModelException if its file is damaged
   */
  float[] floats(String key) {
    BundleEntryProto entry = Objects.requireNonNull(entries.get(key), key);
    int size = Math.toIntExact(entry.getSize() / Float.BYTES);
    Path data =
        Path.of(
            ModelDirectory.checkpointPrefix(model)
                + String.format(Locale.ROOT, ".data-%05d-of-%05d", entry.getShardId(), shards));
    try (FileChannel file = FileChannel.open(data)) {
      ByteBuffer bytes = ByteBuffer.allocate(size * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      if (file.read(bytes, entry.getOffset()) != bytes.capacity()) {
        throw new ModelException(data + " ends within " + key + "; take an undamaged copy");
      }
      float[] numbers = new float[size];
      bytes.flip().asFloatBuffer().get(numbers);
      return numbers;
    } catch (IOException e) {
      throw new ModelException(data + " cannot be read", e);
    }
  }

  /** Where a block lies: an offset and a size, each a varint. */
  private record Handle(int offset, int size) {}

  private static Handle handle(ByteBuffer at) {
    return new Handle(Math.toIntExact(varint(at)), Math.toIntExact(varint(at)));
  }

  /** The entries of a block; a key is told by what it shares with the one before. */
  private static Map<String, ByteBuffer> block(ByteBuffer table, Handle handle) {
    if (table.get(handle.offset + handle.size) != 0) {
      throw new IllegalArgumentException("a block is compressed");
    }
    ByteBuffer block = table.slice(handle.offset, handle.size).order(ByteOrder.LITTLE_ENDIAN);
    int restarts = block.getInt(handle.size - Integer.BYTES);
    block.limit(handle.size - Integer.BYTES * (restarts + 1));
    Map<String, ByteBuffer> entries = new LinkedHashMap<>();
    byte[] key = new byte[0];
    while (block.hasRemaining()) {
      int shared = Math.toIntExact(varint(block));
      int unshared = Math.toIntExact(varint(block));
      int size = Math.toIntExact(varint(block));
      byte[] next = Arrays.copyOf(key, shared + unshared);
      block.get(next, shared, unshared);
      key = next;
      entries.put(new String(key, StandardCharsets.UTF_8), block.slice(block.position(), size));
      block.position(block.position() + size);
    }
    return entries;
  }

  private static long varint(ByteBuffer from) {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      byte next = from.get();
      value |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new IllegalArgumentException("a number has no end");
  }
}
