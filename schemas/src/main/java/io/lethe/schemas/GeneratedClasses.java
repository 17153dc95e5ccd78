// SPDX-License-Identifier: Apache-2.0
package io.lethe.schemas;

import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.avro.specific.SpecificRecord;
import org.apache.avro.util.ClassSecurityValidator;

/**
 * Lets Avro make instances of the records and enums of this module, and of no more. Since 1.12.2
 * Avro refuses every class by default, generated ones too; its rule is one for the process, so this
 * adds to whatever rule stands.
 */
public final class GeneratedClasses {

  private static final String PACKAGE = "io.lethe.schemas";
  private static final AtomicBoolean TRUSTED = new AtomicBoolean();

  private GeneratedClasses() {}

  /** Adds the module's records and enums to the classes that Avro trusts; more calls do nothing. */
  public static void trust() {
    if (TRUSTED.compareAndSet(false, true)) {
      ClassSecurityValidator.setGlobal(
          ClassSecurityValidator.composite(
              ClassSecurityValidator.getGlobal(), GeneratedClasses::isOurs));
    }
  }

  private static boolean isOurs(Class<?> type) {
    return type.getPackageName().equals(PACKAGE)
        && (type.isEnum() || SpecificRecord.class.isAssignableFrom(type));
  }
}
