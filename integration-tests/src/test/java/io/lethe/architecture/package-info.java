/** The arrows between rooms, held against the compiled classes. */
package io.lethe.architecture;
