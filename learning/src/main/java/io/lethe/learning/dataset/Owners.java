// SPDX-License-Identifier: Apache-2.0
package io.lethe.learning.dataset;

import io.lethe.domain.crypto.Digests;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.function.UnaryOperator;

/** Who owns each sample: a number a sample, and each owner's name once. Nobody's name is empty. */
public final class Owners {

  public static final int NOBODY = -1;

  /** How names are packed. */
  private enum Form {
    TEXT {
      @Override
      byte[] pack(String name) {
        return name.getBytes(StandardCharsets.UTF_8);
      }

      @Override
      String unpack(byte[] packed) {
        return new String(packed, StandardCharsets.UTF_8);
      }
    },
    DIGEST {
      @Override
      byte[] pack(String name) {
        // No key is like this, so that a search finds none.
        return Digests.isSha256Hex(name) ? HexFormat.of().parseHex(name) : new byte[0];
      }

      @Override
      String unpack(byte[] packed) {
        return HexFormat.of().formatHex(packed);
      }
    };

    abstract byte[] pack(String name);

    abstract String unpack(byte[] packed);
  }

  private final Form form;
  private final int[] ownerOf;
  private final ByteTable names;

  private Owners(Form form, int[] ownerOf, ByteTable names) {
    this.form = form;
    this.ownerOf = ownerOf;
    this.names = names;
  }

  /** Returns that nobody owns any of so many samples. */
  public static Owners nobody(int samples) {
    int[] ownerOf = new int[samples];
    Arrays.fill(ownerOf, NOBODY);
    return new Owners(Form.DIGEST, ownerOf, new ByteTable());
  }

  /** Returns the number of samples. */
  public int samples() {
    return ownerOf.length;
  }

  /** Returns the number of owners. */
  int count() {
    return names.size();
  }

  /** Returns the owner's number, or {@link #NOBODY}. */
  public int of(int ordinal) {
    return ownerOf[ordinal];
  }

  /** Returns the name of a sample's owner, empty for nobody. */
  String nameOf(int ordinal) {
    return ownerOf[ordinal] == NOBODY ? "" : name(ownerOf[ordinal]);
  }

  String name(int owner) {
    return form.unpack(names.get(owner));
  }

  /** Returns an owner's number, or {@link #NOBODY} if no owner has this name. */
  int find(String name) {
    return names.find(form.pack(name));
  }

  /** Returns a map from owner to the sorted ordinals that are theirs and that the filter takes. */
  public Map<String, int[]> ordinals(IntPredicate filter) {
    return new OrdinalsByOwner(this, filter);
  }

  /**
   * Returns the same owners under their keys.
   *
   * @throws DatasetException if a key is no SHA-256 in hex, is the name, or is that of two owners
   */
  public Owners keyed(UnaryOperator<String> key) {
    ByteTable keys = new ByteTable();
    for (int owner = 0; owner < names.size(); owner++) {
      String name = name(owner);
      String keyOfName = key.apply(name);
      if (keyOfName == null || !Digests.isSha256Hex(keyOfName) || keyOfName.equals(name)) {
        throw new DatasetException(
            "a subject key is not 64 lower-case hex digits other than the id:"
                + " use the HMAC-SHA-256 of the subject id");
      }
      if (!keys.add(Form.DIGEST.pack(keyOfName))) {
        throw new DatasetException(
            "two subject ids have the same subject key: use the HMAC-SHA-256 of the subject id");
      }
    }
    return new Owners(Form.DIGEST, ownerOf, keys);
  }

  /** Grows sample by sample. */
  public static final class Builder {

    private final Form form;
    private final ByteTable names = new ByteTable();
    private int[] ownerOf = new int[16];
    private int samples;

    private Builder(Form form) {
      this.form = form;
    }

    /** Owners whose names are any text. */
    public static Builder ofText() {
      return new Builder(Form.TEXT);
    }

    /** Owners whose names are SHA-256 in lower-case hex. */
    public static Builder ofDigests() {
      return new Builder(Form.DIGEST);
    }

    /**
     * Adds the next sample.
     *
     * @param name an empty one is nobody's
     * @return the owner's number, or {@link #NOBODY}
     */
    public int add(String name) {
      if (samples == ownerOf.length) {
        ownerOf = Arrays.copyOf(ownerOf, samples + (samples >> 1));
      }
      int owner = name.isEmpty() ? NOBODY : names.intern(form.pack(name));
      ownerOf[samples++] = owner;
      return owner;
    }

    public Owners build() {
      return new Owners(form, Arrays.copyOf(ownerOf, samples), names);
    }
  }
}
