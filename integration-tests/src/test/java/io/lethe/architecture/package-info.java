/** The arrows between modules and packages, and their marks, held against the compiled classes. */
package io.lethe.architecture;
